"""Empty Python environments, as users outside this repository have them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

OLDEST_MINOR = 10
NEWEST_MINOR = 15


@dataclass(frozen=True)
class Environment:
    folder: Path

    def pip_install(self, *arguments: str | Path, **variables: str) -> None:
        run([self.folder / "bin" / "pip", "install", "--quiet", *arguments], self.folder, **variables)

    def python(self, *arguments: str | Path) -> str:
        return run([self.folder / "bin" / "python", *arguments], self.folder)


def create(interpreter: str, folder: Path) -> Environment:
    run([interpreter, "-m", "venv", folder], folder.parent)
    return Environment(folder)


def interpreters() -> dict[str, str]:
    """Return every CPython of this machine from 3.10, by version: on the PATH, and of pyenv."""
    candidates = [f"python3.{minor}" for minor in range(OLDEST_MINOR, NEWEST_MINOR + 1)]
    if pyenv := os.environ.get("PYENV_ROOT") or (shutil.which("pyenv") and str(Path.home() / ".pyenv")):
        candidates += sorted(str(path) for path in Path(pyenv).glob("versions/*/bin/python"))
    found = {version(candidate): candidate for candidate in [sys.executable, *candidates]}
    return {name: path for name, path in found.items() if name and int(name.split(".")[1]) >= OLDEST_MINOR}


def version(interpreter: str) -> str | None:
    """Return `3.12` for a working CPython, None for a broken shim or another implementation."""
    code = "import sys; print(sys.implementation.name, '%d.%d' % sys.version_info[:2])"
    try:
        told = subprocess.run([interpreter, "-c", code], capture_output=True, text=True, timeout=30)
    except OSError:
        return None
    name, _, number = told.stdout.strip().partition(" ")
    return number if told.returncode == 0 and name == "cpython" and number.startswith("3.") else None


def run(command: list[str | Path], folder: Path, **variables: str) -> str:
    """Return the output of a command. If it fails, the error has the whole output."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    told = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=environment | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
    )
    assert told.returncode == 0, f"{command} ended with {told.returncode}:\n{told.stdout}"
    return told.stdout
