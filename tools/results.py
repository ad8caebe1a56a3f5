"""Reads the machine-readable reports of the test runners: JUnit XML, and Jest's own JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

# The class names under which the three runners of tests/cases report: core, python and npm.
CASE_RUNNERS = {"cases", "tests.test_cases", "test/cases.test.ts"}


@dataclass(frozen=True)
class Count:
    """Tests that passed and failed."""

    passed: int = 0
    failed: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.passed + other.passed, self.failed + other.failed)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed"


@dataclass(frozen=True)
class Cases:
    """The files in tests/cases that passed, and those that were skipped."""

    passed: int
    skipped: int

    def __str__(self) -> str:
        return f"cases: {self.passed} passed, {self.skipped} skipped"


@dataclass(frozen=True)
class Outcome:
    """One test of a report."""

    group: str
    outcome: str


def count(folder: Path) -> Count | None:
    """The tests in all reports of a folder, or None if it has no report. Skipped tests are not counted."""
    tests = list(_read(folder))
    if not tests:
        return None
    outcomes = [test.outcome for test in tests]
    return Count(outcomes.count("passed"), outcomes.count("failed"))


def cases(folder: Path) -> Cases | None:
    """The cases in all reports of a folder, or None if it has none."""
    outcomes = [test.outcome for test in _read(folder) if test.group in CASE_RUNNERS]
    return Cases(outcomes.count("passed"), outcomes.count("skipped")) if outcomes else None


def _read(folder: Path) -> Iterator[Outcome]:
    for path in sorted(folder.glob("*.xml")):
        yield from _junit(path)
    for path in sorted(folder.glob("*.json")):
        yield from _jest(path)


def _junit(path: Path) -> Iterator[Outcome]:
    for case in ElementTree.parse(path).iter("testcase"):
        children = {child.tag for child in case}
        failed = children & {"failure", "error"}
        outcome = "failed" if failed else "skipped" if "skipped" in children else "passed"
        yield Outcome(case.get("classname", ""), outcome)


def _jest(path: Path) -> Iterator[Outcome]:
    for suite in json.loads(path.read_text())["testResults"]:
        outcomes = [test["status"] for test in suite["assertionResults"]]
        if not outcomes and suite["status"] == "failed":  # the file did not even load
            outcomes = ["failed"]
        for outcome in outcomes:
            yield Outcome(suite["name"], outcome if outcome in {"passed", "failed"} else "skipped")
