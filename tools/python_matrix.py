"""Tests the wheel on every Python of this machine, with the oldest and the newest SDKs, and prints a table.

tools/python_matrix.py WHEEL FOLDER [CHROOT]...

A CHROOT is a Debian system in a folder, such as debootstrap makes. Its Pythons are tested inside it, which needs root.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "artefacts"))

import environment  # noqa: E402  found through the line above

# The supported Pythons. A newer one that is installed gets a row too.
PYTHONS = [f"3.{minor}" for minor in range(environment.OLDEST_MINOR, 15)]
TOOLS = ["pytest==9.2.0", "pytest-asyncio==1.5.0"]
BOTO3_TESTS = [f"tests/test_{name}.py" for name in ("interception", "fake", "decoration", "processes", "secrecy")]
# Older versions of aiobotocore call a function that Python 3.14 deprecates.
AIO_TESTS = ["-W", "ignore:'asyncio.iscoroutinefunction':DeprecationWarning", "-m", "aio", "tests/test_aiobotocore.py"]
# Botocore of November 2022 imports cgi, which Python 3.13 no longer has.
WITHOUT_CGI = 13
Rows = dict[str, list[str]]


def sdks(minor: int) -> dict[str, tuple[list[str], list[str]]]:
    """Return the requirements and the tests of each column."""
    old = minor < WITHOUT_CGI
    return {
        "oldest boto3": ([f"boto3=={'1.26.0' if old else '1.35.0'}"], BOTO3_TESTS),
        "newest boto3": (["boto3"], BOTO3_TESTS),
        "oldest aiobotocore": ([f"aiobotocore[boto3]=={'2.5.0' if old else '2.14.0'}"], AIO_TESTS),
        "newest aiobotocore": (["aiobotocore", "boto3"], AIO_TESTS),
    }


def main(wheel: str, folder: str, *chroots: str) -> int:
    """Print a row for each Python. Return 1 if a test failed."""
    rows = rows_of_this_system(Path(wheel).resolve(), Path(folder).resolve())
    for chroot in chroots:
        rows |= rows_of_chroot(Path(wheel).resolve(), Path(folder).resolve() / "chroot", Path(chroot).resolve())
    columns = list(sdks(environment.OLDEST_MINOR))
    for version in PYTHONS:
        if version not in rows:
            print(f"Python {version} is not installed: skipped. CONTRIBUTING.md explains how to test it in a chroot.")
            rows[version] = ["not installed"] * len(columns)
    print(f"| Python | {' | '.join(columns)} |")
    print("|" + " --- |" * (len(columns) + 1))
    for version in sorted(rows, key=minor_of):
        print(f"| {version} | {' | '.join(rows[version])} |")
    return int(any("failed" in cell for cells in rows.values() for cell in cells))


def rows_of_this_system(wheel: Path, folder: Path) -> Rows:
    """Test every Python of this system."""
    rows: Rows = {}
    for version, interpreter in sorted(environment.interpreters().items(), key=lambda item: minor_of(item[0])):
        rows[version] = []
        for column, (requirements, tests) in sdks(minor_of(version)).items():
            place = folder / f"{version} {column}".replace(" ", "-")
            rows[version].append(cell(interpreter, requirements, tests, wheel, place))
            print(f"{version}, {column}: {rows[version][-1]}", file=sys.stderr, flush=True)
    return rows


def rows_of_chroot(wheel: Path, folder: Path, chroot: Path) -> Rows:
    """Test every Python of another system, which has this repository at the same path."""
    mount = 'mkdir -p "$0$1" && mount --bind "$1" "$0$1" && shift && exec chroot "$0" "$@"'
    command = ["unshare", "--mount", "sh", "-ec", mount, chroot, ROOT, "python3", __file__, "--json", wheel, folder]
    told = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True)
    rows: Rows = json.loads(told.stdout)
    return rows


def cell(interpreter: str, requirements: list[str], tests: list[str], wheel: Path, place: Path) -> str:
    """Test one combination. Return the version of the SDK and the result."""
    place.mkdir(parents=True, exist_ok=True)
    package = re.split(r"\W", requirements[0])[0]
    try:
        made = environment.create(interpreter, place / "venv")
        made.pip_install(*requirements, *TOOLS)
        made.pip_install("--force-reinstall", "--no-deps", wheel)
        version = made.python("-c", f"from importlib.metadata import version; print(version({package!r}))").strip()
    except AssertionError as error:
        (place / "install.log").write_text(str(error))
        return f"failed to install {' '.join(requirements)}, see {place}/install.log"
    # Not `python -m pytest`: it would import the package of this folder instead of the wheel.
    command = [str(made.folder / "bin" / "pytest"), "-q", "-p", "no:cacheprovider", *tests]
    variables = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    told = subprocess.run(
        command, cwd=ROOT / "python", env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    (place / "test.log").write_text(told.stdout)
    last = told.stdout.strip().splitlines()[-1].strip("= ").partition(" in ")[0]
    return f"{version}: {last}" if told.returncode == 0 else f"{version}: failed, see {place}/test.log"


def minor_of(version: str) -> int:
    """Return 12 for `3.12`."""
    return int(version.split(".")[1])


if __name__ == "__main__":
    if sys.argv[1] == "--json":
        print(json.dumps(rows_of_this_system(Path(sys.argv[2]), Path(sys.argv[3]))))
    else:
        sys.exit(main(*sys.argv[1:]))
