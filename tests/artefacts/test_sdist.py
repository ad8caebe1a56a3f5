"""The sdist, for users without a wheel for their platform: it builds without files of this repository."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

import environment
import paths

SMOKE = Path(__file__).with_name("smoke.py")


@pytest.fixture(scope="module")
def sdist() -> Path:
    return paths.only("sdist/*.tar.gz")


def test_builds_and_works_in_an_empty_environment(sdist: Path, tmp_path: Path) -> None:
    empty = environment.create(sys.executable, tmp_path / "venv")
    # A separate folder: the files of all sdists have the same date, so cargo would not notice a change.
    empty.pip_install("--no-binary", "fake-secrets-manager", sdist, CARGO_TARGET_DIR=str(tmp_path / "target"))

    assert "smoke test passed" in empty.python(SMOKE)


def test_says_what_to_do_without_rust(sdist: Path, tmp_path: Path) -> None:
    empty = environment.create(sys.executable, tmp_path / "venv")

    output = failing_installation(empty, sdist, str(empty.folder / "bin"))

    assert "That needs Rust 1.95 or newer, but there is no cargo on the PATH." in output
    assert "Install Rust from https://rustup.rs" in output


def test_says_what_to_do_with_an_old_rust(sdist: Path, tmp_path: Path) -> None:
    empty = environment.create(sys.executable, tmp_path / "venv")
    old = tmp_path / "old"
    old.mkdir()
    for name in ("cargo", "rustc"):
        (old / name).write_text(f"#!/bin/sh\necho '{name} 1.63.0 (Debian 1.63.0+dfsg1-2)'\n")
        (old / name).chmod(0o755)

    output = failing_installation(empty, sdist, f"{empty.folder / 'bin'}:{old}")

    assert "That needs Rust 1.95 or newer, but this machine has rustc 1.63.0 (Debian 1.63.0+dfsg1-2)." in output


def test_the_backend_asks_for_the_rust_of_the_workspace() -> None:
    (version,) = re.findall(r'^rust-version = "(\d+)\.(\d+)"$', (paths.ROOT / "Cargo.toml").read_text(), re.MULTILINE)

    assert f"OLDEST_RUST = ({', '.join(version)})" in (paths.ROOT / "python/build_backend.py").read_text()


def failing_installation(empty: environment.Environment, sdist: Path, path: str) -> str:
    """The output of pip, with only `path` as PATH, and without maturin's download of Rust."""
    with pytest.raises(AssertionError) as failure:
        empty.pip_install("--no-binary", "fake-secrets-manager", sdist, PATH=path, MATURIN_NO_INSTALL_RUST="1")
    return str(failure.value)


def test_contains_the_engine_and_the_licences(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[-1] for name in archive.getnames()}

    assert {"core/src/lib.rs", "Cargo.lock", "PKG-INFO"} <= names
    assert {Path(name).name for name in names} >= {"LICENSE-APACHE", "LICENSE-MIT"}


def test_the_metadata_is_valid_for_a_package_index(sdist: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", str(sdist)], capture_output=True, text=True, timeout=60
    )

    assert told.returncode == 0, told.stdout + told.stderr
