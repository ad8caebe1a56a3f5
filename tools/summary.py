"""Summarises `make test` from the runners' reports, and fails if the three case runners differ.

Without arguments it prints a line per step, then the cases, then the total. With --closing it prints only the line
'N passed, N failed'.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

import results
from step import LOGS, clock

CASE_RUNNERS = {"Rust": "rust", "Python": "python", "Node": "node"}


@dataclass(frozen=True)
class Step:
    name: str
    headline: str
    seconds: float
    exit: int
    ended: float
    count: results.Count | None
    cases: results.Cases | None

    @property
    def counted(self) -> results.Count:
        """The runner's count. A step that failed without a failing test (a lint, a build) counts as one failure."""
        count = self.count or results.Count()
        return count + results.Count(failed=1) if self.exit and not count.failed else count


def main(arguments: list[str]) -> int:
    steps = read_steps()
    total = sum((step.counted for step in steps), results.Count())
    problems = [f"{step.name} failed: {step.headline}" for step in steps if step.exit]
    problems += case_problems(steps)
    if problems and not total.failed:
        total += results.Count(failed=1)
    if arguments == ["--closing"]:
        print(total)
    else:
        show(steps, problems)
        print(f"Total: {total.passed} tests passed, {total.failed} failed.")
    return 1 if problems or not total.passed else 0


def read_steps() -> list[Step]:
    steps = []
    for record in LOGS.glob("*.json"):
        reports = record.with_suffix("")
        steps.append(
            Step(
                record.stem,
                **json.loads(record.read_text()),
                count=results.count(reports),
                cases=results.cases(reports),
            )
        )
    return sorted(steps, key=lambda step: step.ended)


def case_problems(steps: list[Step]) -> list[str]:
    """The same case files run in three languages, so all runners must report the same numbers."""
    by_name = {step.name: step.cases for step in steps}
    reported = {language: by_name.get(name) for language, name in CASE_RUNNERS.items()}
    missing = [f"{language} reported no cases" for language, cases in reported.items() if cases is None]
    differing = len(set(reported.values())) > 1
    return missing + (["the case runners report different numbers"] if differing and not missing else [])


def show(steps: list[Step], problems: list[str]) -> None:
    print("\nSteps:")
    for step in steps:
        outcome = "FAILED" if step.exit else "ok"
        counted = f"  {step.count}" if step.count else ""
        print(f"  {clock(step.seconds)}  {outcome:<6}  {step.headline}{counted}")
    print("\nCases, in three languages:")
    for language, name in CASE_RUNNERS.items():
        cases = next((step.cases for step in steps if step.name == name), None)
        print(f"  {language:<7} {cases or 'no cases reported'}")
    for problem in problems:
        print(f"\nFAILED: {problem}")
    print()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
