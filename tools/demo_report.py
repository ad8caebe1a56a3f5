"""Prints the summary of `make demo`: suites, library versions, number of tests, duration."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from pathlib import Path

import results
from step import LOGS, clock

ROOT = LOGS.parent.parent
DEMOS = ROOT / "tests" / "demo"
PYTHON = ROOT / ".build" / "demo-venv" / "bin" / "python"
PYTHON_LIBRARIES = ["boto3", "aws-secretsmanager-caching", "aws-lambda-powertools", "pytest"]
NODE_LIBRARIES = ["@aws-sdk/client-secrets-manager", "@aws-lambda-powertools/parameters"]


def main() -> None:
    print("\nSuites and library versions:\n")
    report("pytest", f"Python {platform.python_version()}", python_versions(PYTHON_LIBRARIES))
    for runner in ("vitest", "jest"):
        versions = node_versions(DEMOS / runner, [*NODE_LIBRARIES, runner])
        report(runner, f"Node {output('node', '--version').lstrip('v')}", versions)
    for artefact in sorted((ROOT / ".build" / "dist").glob("*/*")):
        if artefact.suffix in {".whl", ".tgz"}:
            print(f"  {artefact.relative_to(ROOT)}  {artefact.stat().st_size / 1000:.0f} kB")
    elapsed = time.time() - float(os.environ.get("VERB_STARTED", time.time()))
    print(f"\nThe suites are in tests/demo. Total time: {clock(elapsed)}.")


def report(runner: str, host: str, versions: dict[str, str]) -> None:
    reports = LOGS / f"demo-{runner}"
    seconds = json.loads(reports.with_suffix(".json").read_text())["seconds"]
    print(f"  tests/demo/{runner}: {results.count(reports)} in {seconds:.1f} s, {host}")
    for name, version in versions.items():
        print(f"    {name} {version}")
    print()


def python_versions(names: list[str]) -> dict[str, str]:
    code = "import sys; from importlib.metadata import version; print(*map(version, sys.argv[1:]))"
    return dict(zip(names, output(str(PYTHON), "-c", code, *names).split(), strict=True))


def node_versions(folder: Path, names: list[str]) -> dict[str, str]:
    manifests = [folder / "node_modules" / name / "package.json" for name in names]
    return {name: json.loads(path.read_text())["version"] for name, path in zip(names, manifests, strict=True)}


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
