"""Runs the examples in the README of the package."""

import re
from pathlib import Path

import pytest

README = Path(__file__).resolve().parent.parent / "README.md"


BLOCKS = re.findall(r"^```python\n(.*?)^```$", README.read_text(), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("block", BLOCKS, ids=[f"block {number}" for number in range(len(BLOCKS))])
def test_each_example_runs_alone(pytester, monkeypatch, block):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    pytester.makepyfile(block)
    tests = block.count("def test_")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", timeout=120)
    assert result.parseoutcomes().get("passed", 0) == tests
    assert result.ret == (0 if tests else pytest.ExitCode.NO_TESTS_COLLECTED)


def test_there_are_examples():
    assert len(BLOCKS) == 6
