"""docs/Dockerfile without Docker: a linter reads it, and the commands in it run here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import environment
import paths

DOCKERFILE = paths.DOCS / "Dockerfile"
PAGE = (paths.DOCS / "other-languages.md").read_text()


def instruction(name: str) -> list[str]:
    """The command of an instruction, in its JSON form."""
    (line,) = re.findall(rf"^{name}\b.*?(\[.*\])$", DOCKERFILE.read_text(), re.MULTILINE)
    command: list[str] = json.loads(line)
    return command


def test_hadolint_finds_nothing(tmp_path: Path) -> None:
    hadolint = Path(sys.executable).with_name("hadolint")

    assert environment.run([hadolint, DOCKERFILE], tmp_path) == ""


def test_the_linter_can_fail(tmp_path: Path) -> None:
    bad = tmp_path / "Dockerfile"
    bad.write_text("FROM python\nRUN cd /tmp && pip install x\n")

    told = subprocess.run([Path(sys.executable).with_name("hadolint"), bad], capture_output=True, text=True, timeout=60)

    assert told.returncode == 1
    assert "DL3006" in told.stdout


def test_the_entry_point_serves_what_the_health_check_requests(tmp_path: Path) -> None:
    """With the `command` of the page's compose file behind it, and on a free port."""
    seed = tmp_path / "secrets.json"
    seed.write_text('{"app/db": "hunter2"}')
    (added,) = re.findall(r"^    command: (\[.*\])$", PAGE, re.MULTILINE)
    command = instruction("ENTRYPOINT") + json.loads(added.replace("/secrets.json", str(seed)))
    command[0] = str(paths.PYTHON_OF_THE_DOCS)
    command[command.index("8080")] = "0"
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, stdin=subprocess.DEVNULL
    )
    try:
        assert server.stdout is not None
        first = server.stdout.readline()
        assert first.startswith("export AWS_ENDPOINT_URL_SECRETS_MANAGER=http://127.0.0.1:")
        port = first.strip().rpartition(":")[2]

        _, *check = instruction("HEALTHCHECK")
        environment.run([paths.PYTHON_OF_THE_DOCS, *(part.replace("8080", port) for part in check)], tmp_path)
    finally:
        server.terminate()
        server.communicate(timeout=30)


def test_the_page_names_the_dockerfile_and_its_port() -> None:
    (named,) = re.findall(r"dockerfile: (\S+) }", PAGE)

    assert paths.ROOT / named == DOCKERFILE
    assert "EXPOSE 8080" in DOCKERFILE.read_text()
    assert "withExposedPorts(8080)" in PAGE
