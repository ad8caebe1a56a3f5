"""Reads the reports of every runner that `make test` starts."""

from pathlib import Path
from xml.etree import ElementTree

import cargo_test
import results
from results import Cases, Count

PYTEST = """<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest">
<testcase classname="tests.test_cases" name="test_case[a.json]" time="0.1" />
<testcase classname="tests.test_cases" name="test_case[b.json]" time="0.1"><skipped message="slow" /></testcase>
<testcase classname="tests.test_fake" name="test_one" time="0.1" />
<testcase classname="tests.test_fake" name="test_two" time="0.1"><failure message="no">no</failure></testcase>
<testcase classname="tests.test_fake" name="test_three" time="0.1"><error message="no">no</error></testcase>
</testsuite></testsuites>"""
VITEST = """<?xml version="1.0" encoding="UTF-8" ?><testsuites name="vitest tests">
<testsuite name="test/cases.test.ts">
<testcase classname="test/cases.test.ts" name="a.json: moves labels"></testcase>
<testcase classname="test/cases.test.ts" name="b.json" time="0"><skipped/></testcase></testsuite></testsuites>"""
JEST = """{"numPassedTests": 1, "testResults": [
  {"name": "/p/one.test.js", "status": "failed",
   "assertionResults": [{"status": "passed"}, {"status": "failed"}, {"status": "pending"}]},
  {"name": "/p/two.test.js", "status": "failed", "assertionResults": []}]}"""
CARGO = """     Running unittests src/lib.rs (target/debug/deps/fake_secrets_manager-1)

running 3 tests
test clock::tests::reads ... ok
test clock::tests::panics - should panic ... ok
test slow ... ignored, takes minutes
     Running tests/structure.rs (target/debug/deps/structure-1)
test keeps_layers ... FAILED
test result: FAILED. 0 passed; 1 failed; 0 ignored
"""


def test_reads_pytest(tmp_path: Path) -> None:
    (tmp_path / "pytest.xml").write_text(PYTEST)

    assert results.count(tmp_path) == Count(2, 2)
    assert results.cases(tmp_path) == Cases(1, 1)


def test_reads_vitest(tmp_path: Path) -> None:
    (tmp_path / "vitest.xml").write_text(VITEST)

    assert results.count(tmp_path) == Count(1, 0)
    assert results.cases(tmp_path) == Cases(1, 1)


def test_reads_jest_and_counts_a_file_that_does_not_load_as_failed(tmp_path: Path) -> None:
    (tmp_path / "jest.json").write_text(JEST)

    assert results.count(tmp_path) == Count(1, 2)


def test_adds_up_all_reports_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_text(VITEST)
    (tmp_path / "two.json").write_text(JEST)

    assert results.count(tmp_path) == Count(2, 2)


def test_returns_none_without_a_report(tmp_path: Path) -> None:
    (tmp_path / "lint.log").write_text("5 passed by on the way\n")

    assert results.count(tmp_path) is None
    assert results.cases(tmp_path) is None


def test_turns_the_output_of_cargo_into_a_report(tmp_path: Path) -> None:
    tests = list(cargo_test.read(CARGO.splitlines(keepends=True)))
    ElementTree.ElementTree(cargo_test.report(tests)).write(tmp_path / "cargo.xml")

    assert [test.target for test in tests] == ["unittests src/lib.rs"] * 3 + ["tests/structure.rs"]
    assert results.count(tmp_path) == Count(2, 1)
