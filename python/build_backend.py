"""The build backend of the sdist: maturin, with advice if Rust is missing or too old."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import maturin

OLDEST_RUST = (1, 95)  # rust-version in Cargo.toml
ADVICE = """
pip builds fake-secrets-manager from source: it has no wheel for this platform, or pip was told not to use one.
That needs Rust {oldest} or newer, but {found}.

Do one of these:
- Install a wheel. There are wheels for Linux on x86_64 and aarch64, with glibc 2.17 or musl 1.2 and newer:
      python -m pip install --upgrade pip
      python -m pip install --only-binary :all: fake-secrets-manager
- Install Rust from https://rustup.rs, open a new shell, and run the same command again:
      rustup update stable
- Run the server of the wheel or of the npm package in a container, and let your clients call it.
"""


def _advised(hook: Callable[..., Any]) -> Callable[..., Any]:
    """Call a hook of maturin. If it fails without a suitable Rust, the advice is the last thing that it prints."""

    def call(*arguments: Any, **options: Any) -> Any:
        found = _unsuitable_rust()
        if found is not None and shutil.which("cargo"):
            _stop(found)
        try:
            return hook(*arguments, **options)
        except (Exception, SystemExit):  # without cargo, maturin tries to download Rust
            if found is None:
                raise
            _stop(found)

    return call


def _unsuitable_rust() -> str | None:
    """Return the problem with this machine's Rust, or None."""
    if not shutil.which("cargo"):
        return "there is no cargo on the PATH"
    rustc = shutil.which("rustc") or "rustc"
    try:
        told = subprocess.run([rustc, "--version"], capture_output=True, text=True, timeout=60).stdout  # noqa: S603
    except OSError:
        return "there is no rustc on the PATH"
    version = re.match(r"rustc (\d+)\.(\d+)", told)
    if version and tuple(map(int, version.groups())) < OLDEST_RUST:
        return f"this machine has {told.strip()}"
    return None


def _stop(found: str) -> None:
    sys.stdout.flush()
    sys.exit(ADVICE.format(oldest=".".join(map(str, OLDEST_RUST)), found=found))


build_editable = _advised(maturin.build_editable)
build_sdist = maturin.build_sdist
build_wheel = _advised(maturin.build_wheel)
get_requires_for_build_editable = maturin.get_requires_for_build_editable
get_requires_for_build_sdist = maturin.get_requires_for_build_sdist
get_requires_for_build_wheel = maturin.get_requires_for_build_wheel
prepare_metadata_for_build_editable = _advised(maturin.prepare_metadata_for_build_editable)
prepare_metadata_for_build_wheel = _advised(maturin.prepare_metadata_for_build_wheel)
