"""Runs `cargo test` with the given arguments and writes a JUnit XML report into the folder $RESULTS.

Stable Rust has no machine-readable test report, so this reads libtest's line per test ("test NAME ... ok") as it passes
through. The case runner, which is no libtest harness, writes its own report into the same folder.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

TARGET = re.compile(r"^\s+(?:Running|Doc-tests) (.+?)(?: \(.*\))?$")
TEST = re.compile(r"^test (.+?)(?: - should panic)? \.\.\. (ok|FAIL(?:ED)?|ignored)\b")


@dataclass(frozen=True)
class Reported:
    target: str
    name: str
    outcome: str


def main(arguments: list[str]) -> int:
    command = ["cargo", "test", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    assert process.stdout is not None
    tests = list(read(echo(process.stdout)))
    if folder := os.environ.get("RESULTS"):
        ElementTree.ElementTree(report(tests)).write(Path(folder) / "cargo.xml", encoding="utf-8", xml_declaration=True)
    return process.wait()


def echo(lines: Iterable[str]) -> Iterator[str]:
    """Print each line as it arrives, and pass it on."""
    for line in lines:
        print(line, end="", flush=True)
        yield line


def read(lines: Iterable[str]) -> Iterator[Reported]:
    """The tests that the lines report, each with the target that it belongs to."""
    target = ""
    for line in lines:
        if match := TARGET.match(line):
            target = match[1]
        elif match := TEST.match(line):
            yield Reported(target, match[1], match[2])


def report(tests: list[Reported]) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name="cargo")
    for test in tests:
        case = ElementTree.SubElement(suite, "testcase", classname=test.target, name=test.name)
        if test.outcome != "ok":
            ElementTree.SubElement(case, "skipped" if test.outcome == "ignored" else "failure")
    return suite


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
