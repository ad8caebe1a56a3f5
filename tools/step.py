"""Runs one step of a target. It prints a headline with the elapsed time, and on failure the end of the output.

    tools/step.py NAME HEADLINE -- COMMAND...

The output goes to .build/logs/NAME.log; NAME.json next to it has the duration and the exit code. Test runners write
their reports (JUnit XML, or Jest's JSON) into the folder .build/logs/NAME, whose path is in $RESULTS.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import results

LOGS = Path(__file__).resolve().parent.parent / ".build" / "logs"
SECONDS_BETWEEN_PROGRESS_LINES = 30
LINES_SHOWN_ON_FAILURE = 60


def main(arguments: list[str]) -> int:
    name, headline, dashes, *command = arguments
    if dashes != "--" or not command:
        sys.exit(f"{__doc__}\ninvalid arguments: {arguments}")
    say(f"[{clock(since_start())}] {name}: {headline}")
    reports = LOGS / name
    shutil.rmtree(reports, ignore_errors=True)
    reports.mkdir(parents=True)
    log = LOGS / f"{name}.log"
    started = time.monotonic()
    code = run(name, command, log, started, reports)
    seconds = time.monotonic() - started
    record = {"headline": headline, "seconds": round(seconds, 1), "exit": code, "ended": time.time()}
    log.with_suffix(".json").write_text(json.dumps(record))
    text = log.read_text(errors="replace")
    if code:
        explain(name, command, code, text, log)
    else:
        say(f"        {name}: done in {seconds:.1f} s{closing(reports)}")
    return code


def run(name: str, command: list[str], log: Path, started: float, reports: Path) -> int:
    """Return the command's exit code. It gets no terminal and no input; its last line is shown every 30 seconds."""
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=os.environ | {"RESULTS": str(reports)},
        )
        try:
            while True:
                try:
                    return process.wait(timeout=SECONDS_BETWEEN_PROGRESS_LINES)
                except subprocess.TimeoutExpired:
                    say(f"        {name}: {clock(time.monotonic() - started)} … {last_line(log)}")
        except KeyboardInterrupt:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
            raise SystemExit(130) from None


def explain(name: str, command: list[str], code: int, text: str, log: Path) -> None:
    shown = text.splitlines()[-LINES_SHOWN_ON_FAILURE:]
    say(f"        {name}: FAILED. End of the output:")
    say("\n".join(f"        | {line}" for line in shown))
    say(f"        exit code {code} from: {' '.join(command)}")
    say(f"        full output: {os.path.relpath(log)}")


def closing(reports: Path) -> str:
    counts = [str(count) for count in (results.count(reports), results.cases(reports)) if count is not None]
    return f": {'; '.join(counts)}" if counts else ""


def last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1].strip()[:100] if lines else "no output yet"


def since_start() -> float:
    return max(0.0, time.time() - float(os.environ.get("VERB_STARTED", time.time())))


def clock(seconds: float) -> str:
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
