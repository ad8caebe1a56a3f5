"""The closing lines of every runner that `make test` starts, as they were printed."""

import pytest

import results
from results import Cases, Count

CLOSING_LINES = {
    "cargo": (
        "test result: ok. 21 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        Count(21, 0),
    ),
    "cargo, failed": ("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out", Count(3, 2)),
    "pytest": ("============================== 20 passed in 2.34s ==============================", Count(20, 0)),
    "pytest, failed": ("=== 1 failed, 18 passed, 2 errors, 3 warnings in 61.20s (0:01:01) ===", Count(18, 3)),
    "pytest, quiet": ("7 passed, 1 warning in 0.10s", Count(7, 0)),
    "vitest": ("      Tests  13 passed (13)", Count(13, 0)),
    "vitest, failed": ("      Tests  1 failed | 12 passed (13)", Count(12, 1)),
    "jest": ("Tests:       9 passed, 9 total", Count(9, 0)),
    "jest, failed": ("Tests:       2 failed, 7 passed, 9 total", Count(7, 2)),
    "in colour": (
        "\x1b[32m============ \x1b[32m\x1b[1m20 passed\x1b[0m\x1b[32m in 2.34s\x1b[0m\x1b[32m ============\x1b[0m",
        Count(20, 0),
    ),
}


@pytest.mark.parametrize(("line", "said"), CLOSING_LINES.values(), ids=CLOSING_LINES.keys())
def test_reads_a_closing_line(line: str, said: Count) -> None:
    assert results.count(f"something before\n{line}\nsomething after\n") == said


def test_adds_up_several_runs() -> None:
    log = "test result: ok. 2 passed; 0 failed;\ntest result: FAILED. 1 passed; 1 failed;\n"

    assert results.count(log) == Count(3, 1)


def test_knows_when_no_runner_spoke() -> None:
    assert results.count("Successfully installed boto3\n5 passed by on the way\n") is None


def test_counts_the_cases_beside_cargos_own_tests_once() -> None:
    assert results.count("test result: ok. 2 passed; 0 failed;\ncases: 351 passed, 13 awaiting\n") == Count(353, 0)
    assert results.count("===== 360 passed in 9.00s =====\ncases: 351 passed, 13 awaiting\n") == Count(360, 0)


def test_takes_the_last_line_of_cases() -> None:
    assert results.cases("cases: 1 passed, 0 awaiting\ncases: 351 passed, 13 awaiting\n") == Cases(351, 13)
    assert results.cases("all well\n") is None
