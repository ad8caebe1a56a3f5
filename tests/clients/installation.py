"""Installs the clients that tests/clients needs, each separately: `python3 tests/clients/installation.py`.

A client that cannot be installed here does not stop the others. The reason is kept in .build/clients/installed.json,
and `make clients` prints it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDER = ROOT / ".build" / "clients"
INSTALLED = FOLDER / "installed.json"
GO_SOURCES = Path("/usr/share/gocode")
DEBIAN_AWS = Path("/usr/bin/aws")

sys.path.insert(0, str(HERE.parent / "artefacts"))
import environment  # noqa: E402


class NotInstallableError(Exception):
    """Says in one sentence why a client cannot be installed on this machine."""


@dataclass(frozen=True)
class Client:
    """A client, and how to install it. `install` returns its version."""

    title: str
    install: Callable[[], str]


@dataclass(frozen=True)
class Installed:
    """The entry of a client in `installed.json`: its version, or why it is not installed."""

    title: str
    version: str | None = None
    reason: str | None = None


def clients() -> dict[str, Client]:
    """All clients by the name that tests use in `pytest.mark.client`."""
    return {
        "raw": Client("Raw requests of Dart's aws_secretsmanager_api, R's paws and curl", lambda: ""),
        "boto3": Client("boto3", lambda: _venv("boto3", "boto3")),
        "awscli-v1": Client("AWS CLI v1", lambda: _venv("awscli-v1", "awscli")),
        "awscli-v2": Client("AWS CLI v2", _debian_awscli),
        "javascript-v3": Client("AWS SDK for JavaScript v3", lambda: _npm("@aws-sdk/client-secrets-manager")),
        "javascript-v2": Client("AWS SDK for JavaScript v2", lambda: _npm("aws-sdk")),
        "go-v2": Client("AWS SDK for Go v2", _debian_go),
        "aws-sdk-python": Client(
            "AWS SDK for Python v4", lambda: _venv("aws-sdk-python", "aws-sdk-secrets-manager", (3, 12))
        ),
        "ansible": Client("Ansible's community.aws", lambda: _venv("ansible", "ansible", (3, 11))),
        "litellm": Client("litellm", lambda: _venv("litellm", "litellm")),
    }


def main(names: list[str]) -> int:
    """Installs the named clients, or all, and prints a line for each."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    known = installed()
    for name, client in clients().items():
        if names and name not in names:
            continue
        try:
            known[name] = Installed(client.title, version=client.install())
        except NotInstallableError as reason:
            known[name] = Installed(client.title, reason=str(reason))
        outcome = known[name].reason or f"installed {known[name].version}".strip()
        print(f"{client.title}: {outcome}", flush=True)
        INSTALLED.write_text(json.dumps({key: asdict(value) for key, value in known.items()}, indent=2))
    return 0


def installed() -> dict[str, Installed]:
    """Which clients are installed, by name."""
    if not INSTALLED.exists():
        return {}
    return {name: Installed(**members) for name, members in json.loads(INSTALLED.read_text()).items()}


def _venv(name: str, package: str, oldest: tuple[int, int] = (3, 10)) -> str:
    """Installs requirements/NAME.txt into a separate environment."""
    requirements = HERE / "requirements" / f"{name}.txt"
    folder = FOLDER / name
    stamp = folder / "requirements.sha256"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != digest:
        _run([_interpreter(oldest), "-m", "venv", "--clear", folder])
        _run([folder / "bin" / "pip", "install", "--quiet", "-r", requirements])
        stamp.write_text(digest)
    code = "import sys, importlib.metadata; print(importlib.metadata.version(sys.argv[1]))"
    return _run([folder / "bin" / "python", "-c", code, package]).strip()


def _interpreter(oldest: tuple[int, int]) -> str:
    if sys.version_info[:2] >= oldest:
        return sys.executable
    for version, path in environment.interpreters().items():
        if tuple(map(int, version.split("."))) >= oldest:
            return path
    raise NotInstallableError(f"it needs Python {oldest[0]}.{oldest[1]} or newer, and there is none on this machine")


def _npm(package: str) -> str:
    """Installs javascript/package-lock.json, and the packed npm package, whose server the tests start."""
    folder = HERE / "javascript"
    lock = folder / "package-lock.json"
    tarballs = sorted((ROOT / ".build" / "dist" / "npm").glob("*.tgz"))
    stamp = folder / "node_modules" / ".stamp"
    digest = hashlib.sha256(lock.read_bytes() + b"".join(path.read_bytes() for path in tarballs)).hexdigest()
    if not stamp.exists() or stamp.read_text() != digest:
        quiet = ["--no-audit", "--no-fund", "--no-update-notifier"]
        _run(["npm", "--prefix", folder, "ci", *quiet])
        _run(["npm", "--prefix", folder, "install", "--no-save", *quiet, *tarballs])
        stamp.write_text(digest)
    return str(json.loads((folder / "node_modules" / package / "package.json").read_text())["version"])


def _debian_awscli() -> str:
    if not _is_awscli_v2():
        _apt("awscli")
    if not _is_awscli_v2():
        raise NotInstallableError("the package awscli of this system is not version 2")
    return _awscli_version()


def _is_awscli_v2() -> bool:
    return DEBIAN_AWS.exists() and _awscli_version().startswith("2.")


def _awscli_version() -> str:
    return _run([DEBIAN_AWS, "--version"]).partition("/")[2].split()[0]


def _debian_go() -> str:
    """Builds the program in Go from the sources that Debian packages, without the network."""
    sources = GO_SOURCES / "src/github.com/aws/aws-sdk-go-v2"
    if not (sources / "service/secretsmanager").exists() or shutil.which("go") is None:
        _apt("golang-go", "golang-github-aws-aws-sdk-go-v2-dev")
    program = HERE / "programs" / "go" / "main.go"
    binary = FOLDER / "go-v2" / "program"
    if not binary.exists() or binary.stat().st_mtime < program.stat().st_mtime:
        binary.parent.mkdir(parents=True, exist_ok=True)
        cache = str(FOLDER / "go-cache")
        offline = {"GO111MODULE": "off", "GOPATH": str(GO_SOURCES), "GOFLAGS": "", "GOPROXY": "off"}
        _run(["go", "build", "-o", binary, program], **offline, GOCACHE=cache, CGO_ENABLED="0")
    told = (sources / "service/secretsmanager/go_module_metadata.go").read_text()
    return told.partition('goModuleVersion = "')[2].partition('"')[0]


def _apt(*packages: str) -> None:
    wanted = " and ".join(packages)
    if shutil.which("apt-get") is None:
        raise NotInstallableError(f"{wanted} come from Debian's packages, and there is no apt-get on this machine")
    if os.geteuid() != 0:
        raise NotInstallableError(f"{wanted} come from Debian's packages: run `apt-get install {' '.join(packages)}`")
    _run(["apt-get", "update", "--quiet=2"])
    _run(
        ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", *packages],
        DEBIAN_FRONTEND="noninteractive",
    )


def _run(command: list[str | Path], **variables: str) -> str:
    """What the command printed. A failure is the reason why a client is not installed."""
    arguments = [str(part) for part in command]
    try:
        told = subprocess.run(
            arguments,
            env=os.environ | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=900,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstallableError(f"{arguments[0]}: {error}") from None
    if told.returncode:
        last = (told.stdout.strip().splitlines() or ["no output"])[-1]
        print(told.stdout, flush=True)
        raise NotInstallableError(f"`{' '.join(arguments[:4])} …` failed: {last}")
    return told.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
