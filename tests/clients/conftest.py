"""The servers that real clients call, and the table of clients that `make clients` prints."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

import installation
from servers import Server, start

OUTCOMES: pytest.StashKey[dict[str, Counter[str]]] = pytest.StashKey()
SERVERS = {
    "python": [sys.executable, "-m", "fake_secrets_manager"],
    "node": ["node", str(installation.HERE / "javascript/node_modules/fake-secrets-manager/dist/cli.js")],
}


@pytest.fixture(scope="session", params=SERVERS)
def running(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server of each language, for the whole run."""
    with start(SERVERS[request.param]) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    """A server without secrets."""
    running.reset()
    return running


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "client(name): the client that a test uses, as named in installation.py")
    config.stash[OUTCOMES] = {}


def pytest_runtest_setup(item: pytest.Item) -> None:
    name = _client(item)
    known = installation.installed().get(name)
    if known is None:
        pytest.fail(f"the client {name} was not installed: run `make clients`")
    if known.reason is not None:
        pytest.skip(known.reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" or not report.passed:
        item.config.stash[OUTCOMES].setdefault(_client(item), Counter())[report.outcome] += 1
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    lines = list(_table(config.stash[OUTCOMES]))
    terminalreporter.section("clients")
    for line in lines:
        terminalreporter.write_line(line)
    if folder := os.environ.get("RESULTS"):
        Path(folder, "clients.txt").write_text("".join(f"{line}\n" for line in lines))


def _table(outcomes: dict[str, Counter[str]]) -> Iterator[str]:
    for name, client in installation.installed().items():
        told = outcomes.get(name)
        if told is None:
            continue
        if client.reason is not None:
            yield f"{client.title}: NOT RUN: {client.reason}"
            continue
        counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(told.items(), reverse=True))
        yield f"{client.title} {client.version}: {counts}".replace(" :", ":")


def _client(item: pytest.Item) -> str:
    marker = item.get_closest_marker("client")
    assert marker is not None, f"{item.nodeid} does not say which client it uses"
    return str(marker.args[0])
