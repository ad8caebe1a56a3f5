"""Reads what the test runners themselves said: how many tests passed and failed, and how many cases."""

from __future__ import annotations

import re
from dataclasses import dataclass

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
CARGO = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed")
PYTEST = re.compile(r"^=*\s*((?:\d+ [a-z]+,? ?)+)in [\d.]+s")
VITEST = re.compile(r"^\s+Tests\s+(.*\(\d+\))\s*$")
JEST = re.compile(r"^Tests:\s+(.*\d+ total)")
CASES = re.compile(r"^\s*cases: (\d+) passed, (\d+) awaiting\s*$")
COUNT = re.compile(r"(\d+) (passed|failed|errors?)\b")


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
    """The closing line of a case runner."""

    passed: int
    awaiting: int

    def __str__(self) -> str:
        return f"cases: {self.passed} passed, {self.awaiting} awaiting"


def count(log: str) -> Count | None:
    """The sum of all closing lines in a runner's output, or None when no test runner spoke."""
    found = [closing for line in _lines(log) if (closing := _closing(line)) is not None]
    if not found:
        return None
    # pytest and vitest count each case as a test; beside cargo's own tests the case runner stands for itself.
    counted_apart = cases(log) if any(CARGO.match(line) for line in _lines(log)) else None
    return sum(found, Count(passed=counted_apart.passed if counted_apart else 0))


def cases(log: str) -> Cases | None:
    """The last `cases: n passed, m awaiting` line of an output."""
    found = [match for line in _lines(log) if (match := CASES.match(line))]
    return Cases(int(found[-1][1]), int(found[-1][2])) if found else None


def _lines(log: str) -> list[str]:
    return ANSI.sub("", log).splitlines()


def _closing(line: str) -> Count | None:
    if match := CARGO.match(line):
        return Count(int(match[1]), int(match[2]))
    for runner in (PYTEST, VITEST, JEST):
        if match := runner.match(line):
            words = COUNT.findall(match[1])
            passed = sum(int(n) for n, word in words if word == "passed")
            return Count(passed, sum(int(n) for n, word in words if word != "passed"))
    return None
