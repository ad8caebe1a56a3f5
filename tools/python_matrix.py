"""Tests the wheel on every Python of this machine, with the oldest and the newest boto3, and prints a table.

tools/python_matrix.py WHEEL FOLDER
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "artefacts"))

import environment  # noqa: E402  found through the line above

TESTS = [f"tests/test_{name}.py" for name in ("interception", "fake", "decoration", "secrecy")]
TOOLS = ["pytest==9.2.0", "pytest-asyncio==1.5.0"]
# Botocore of November 2022 imports cgi, which Python 3.13 no longer has.
OLDEST_BOTO3 = "1.26.0"
OLDEST_BOTO3_WITHOUT_CGI = "1.35.0"


def main(wheel: str, folder: str) -> int:
    """Print a row for each Python. Return 1 if a test failed."""
    rows = {}
    for version, interpreter in sorted(environment.interpreters().items(), key=lambda item: int(item[0].split(".")[1])):
        oldest = OLDEST_BOTO3 if int(version.split(".")[1]) < 13 else OLDEST_BOTO3_WITHOUT_CGI
        rows[version] = [cell(interpreter, requirement, wheel, Path(folder)) for requirement in (f"=={oldest}", "")]
    print("| Python | oldest boto3 | newest boto3 |")
    print("| --- | --- | --- |")
    for version, cells in rows.items():
        print(f"| {version} | {' | '.join(cells)} |")
    return int(any("failed" in cell for cells in rows.values() for cell in cells))


def cell(interpreter: str, requirement: str, wheel: str, folder: Path) -> str:
    """Test one combination. Return the version of boto3 and the result."""
    place = folder / f"{Path(interpreter).parent.parent.name}-{requirement.strip('=') or 'newest'}"
    place.mkdir(parents=True, exist_ok=True)
    try:
        made = environment.create(interpreter, place / "venv")
        made.pip_install(f"boto3{requirement}", *TOOLS)
        made.pip_install("--force-reinstall", "--no-deps", wheel)
        boto3 = made.python("-c", "import boto3; print(boto3.__version__)").strip()
    except AssertionError as error:
        (place / "install.log").write_text(str(error))
        return f"failed to install, see {place}/install.log"
    command = [str(made.folder / "bin" / "python"), "-m", "pytest", "-q", *TESTS]
    told = subprocess.run(command, cwd=ROOT / "python", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    (place / "test.log").write_text(told.stdout)
    last = told.stdout.strip().splitlines()[-1].strip("= ")
    return f"{boto3}: {last.partition(' in ')[0]}" if told.returncode == 0 else f"{boto3}: failed, see {place}/test.log"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
