"""Starts a server as a user does, and runs programs whose clients reach it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NEUTRAL = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
# Neither the developer's own files nor the metadata service of a cloud machine may answer.
NOWHERE = {
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_EC2_METADATA_DISABLED": "true",
    "NO_PROXY": "127.0.0.1",
}


@dataclass(frozen=True)
class Server:
    """A running server, and the environment that it printed."""

    env: dict[str, str]

    @property
    def url(self) -> str:
        return self.env["AWS_ENDPOINT_URL_SECRETS_MANAGER"]

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def reset(self) -> None:
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/_fake/reset", b""), timeout=10).close()

    def run(self, *command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a program in the environment that the server printed."""
        return subprocess.run(
            [str(part) for part in command],
            env=NEUTRAL | NOWHERE | self.env | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
        )

    def answer(self, *command: str | Path, **variables: str) -> Any:
        """Return the JSON that a program printed. The program must succeed."""
        told = self.run(*command, **variables)
        assert told.returncode == 0, told.stdout + told.stderr
        return json.loads(told.stdout)


@contextlib.contextmanager
def start(command: list[str]) -> Iterator[Server]:
    """Run `serve` until the block ends."""
    process = subprocess.Popen(
        [*command, "serve", "--format", "json"],
        env=NEUTRAL,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Server(_printed_environment(process))
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _printed_environment(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        with contextlib.suppress(json.JSONDecodeError):
            environment: dict[str, str] = json.loads(text)
            return environment
    raise AssertionError(f"the server ended with {process.wait()}: {process.stderr and process.stderr.read()}")
