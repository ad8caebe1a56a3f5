"""The wheel: its content, and that it works in an empty environment of every Python on this machine."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import environment
import paths

MOST_BYTES = 1_500_000
SMOKE = Path(__file__).with_name("smoke.py")


@pytest.fixture(scope="module")
def wheel() -> Path:
    return paths.only("wheel/*.whl")


@pytest.mark.parametrize("interpreter", environment.interpreters().values(), ids=environment.interpreters().keys())
def test_works_in_an_empty_environment(interpreter: str, wheel: Path, tmp_path: Path) -> None:
    empty = environment.create(interpreter, tmp_path / "venv")
    empty.pip_install("--no-index", wheel)

    assert "smoke test passed" in empty.python(SMOKE)


def test_contains_only_the_package_its_types_and_its_licences(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"fake_secrets_manager"}
    assert {"fake_secrets_manager/py.typed", "fake_secrets_manager/_native.pyi"} <= set(names)
    assert {name.rsplit("/")[-1] for name in names if "/licenses/" in name} == {"LICENSE-APACHE", "LICENSE-MIT"}


def test_is_one_build_for_every_python(wheel: Path) -> None:
    assert "-cp310-abi3-" in wheel.name


def test_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < MOST_BYTES


def test_the_metadata_is_valid_for_a_package_index(wheel: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", str(wheel)], capture_output=True, text=True, timeout=60
    )

    assert told.returncode == 0, told.stdout + told.stderr
