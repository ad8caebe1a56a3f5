"""The sdist as a user gets it who has no wheel for his machine: it builds with nothing of this repository."""

from __future__ import annotations

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
    # A folder of its own: the files of all sdists have one date, so that cargo would not notice a change.
    empty.pip_install("--no-binary", "fake-secrets-manager", sdist, CARGO_TARGET_DIR=str(tmp_path / "target"))

    assert "smoke test passed" in empty.python(SMOKE)


def test_holds_the_engine_and_the_licences(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[-1] for name in archive.getnames()}

    assert {"core/src/lib.rs", "Cargo.lock", "PKG-INFO"} <= names
    assert {Path(name).name for name in names} >= {"LICENSE-APACHE", "LICENSE-MIT"}


def test_the_metadata_is_fit_for_an_index(sdist: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", str(sdist)], capture_output=True, text=True, timeout=60
    )

    assert told.returncode == 0, told.stdout + told.stderr
