"""Runs ../../tests/cases over HTTP: a server returns the same responses as the fake in process."""

import http.client
import json
import threading
from pathlib import Path

import pytest
from case_runner import run

from fake_secrets_manager import FakeSecretsManager

CASES = Path(__file__).resolve().parents[2] / "tests" / "cases"


class OverHttp(FakeSecretsManager):
    """A fake that sends all its requests, including raw ones, through its own server."""

    def __init__(self, **options):
        super().__init__(**options)
        self.server = self.serve()
        self.asked = 0
        self._connections = threading.local()
        self._opened = []

    def handle(self, headers, body):
        if any(value != value.strip() for value in headers.values()):
            return super().handle(headers, body)  # HTTP removes spaces around the value of a header
        if self._inside() is not None:
            return super().handle(headers, body)  # functions run here; over HTTP they would look like other callers
        if not hasattr(self._connections, "own"):
            self._connections.own = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
            self._opened.append(self._connections.own)
        connection = self._connections.own
        # The connection writes these itself; a signature names the region, which the host names otherwise.
        sent = {name: value for name, value in headers.items() if name.lower() not in ("content-length", "connection")}
        connection.request("POST", "/", body.encode(errors="surrogatepass") if isinstance(body, str) else body, sent)
        answer = connection.getresponse()
        self.asked += 1
        return answer.status, dict(answer.getheaders()), answer.read()

    def __exit__(self, *raised):
        super().__exit__(*raised)
        for connection in self._opened:
            connection.close()
        self.server.stop()


def readable():
    for path in sorted(CASES.rglob("*.json")):
        yield pytest.param(json.loads(path.read_text()), id=str(path.relative_to(CASES)))


@pytest.mark.parametrize("case", list(readable()))
def test_case_over_http(case):
    made = []

    def make(**options):
        made.append(OverHttp(**options))
        return made[0]

    run(case, make)
    targets = [step["raw"].get("target", "") for step in case["steps"] if "raw" in step]
    assert made[0].asked >= sum(target == target.strip() for target in targets)
