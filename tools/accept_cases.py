"""Runs cases, shows how the responses differ from what the cases expect, and writes the new expectations on request.

    tools/accept_cases.py [FILTER...] [--yes]

FILTER selects cases by a part of their path, such as `update_secret/`. Without --yes the tool asks before it keeps the
changes. Review each difference as you would review code: a case states what AWS does, not what the fake does.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
MOST_ROUNDS = 40
WIDTH = 110
SUFFIX = re.compile(r"\{suffix\w*\}")


def main(arguments: list[str]) -> int:
    filters = [argument for argument in arguments if argument != "--yes"]
    before: dict[Path, str] = {}
    for _ in range(MOST_ROUNDS):  # a run reports the first failing step of each case
        proposals = run_cases(filters)
        if not proposals:
            break
        for proposal in proposals:
            path = CASES / proposal["path"]
            before.setdefault(path, path.read_text())
            path.write_text(updated(path.read_text(), proposal))
    changed = {path: text for path, text in before.items() if path.read_text() != text}
    for path, text in changed.items():
        show(path, text)
    if not changed:
        print("All expectations hold: nothing to accept.")
        return 0
    if "--yes" in arguments or input(f"Keep these changes to {len(changed)} cases? [y/N] ").strip().lower() == "y":
        print(f"Updated {len(changed)} cases. Check `source` and `strength` of each.")
        return 0
    for path, text in changed.items():
        path.write_text(text)
    print("Nothing was changed.")
    return 1


def run_cases(filters: list[str]) -> list[dict[str, Any]]:
    """Return what would make the first failing step of each case pass."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["cargo", "test", "--quiet", "-p", "fake-secrets-manager", "--test", "cases", "--", *filters]
        told = subprocess.run(command, cwd=ROOT, env=os.environ | {"RESULTS": folder}, capture_output=True, text=True)
        proposals = Path(folder) / "proposals"
        if not proposals.exists():
            sys.exit(told.stdout + told.stderr)
        found: list[dict[str, Any]] = json.loads(proposals.read_text())
        return found


def updated(text: str, proposal: dict[str, Any]) -> str:
    """The text of a case file with the expectation of one step replaced; the rest keeps its layout."""
    step_start, step_end = span(text, ["steps", proposal["step"] - 1])
    step = text[step_start:step_end]
    expected = next(name for name in ("gives", "fails", "happens", "answers", "rotations") if name in json.loads(step))
    start, end = span(step, [expected])
    name = step.rindex(f'"{expected}"', 0, start)
    line = step[:name].rsplit("\n", 1)[-1]
    new = layout(in_order_of(json.loads(step[start:end]), proposal["value"]), len(line) if not line.strip() else 6)
    step = step[:name] + f'"{proposal["member"]}": ' + new + step[end:]
    return text[:step_start] + step + text[step_end:]


def span(text: str, path: list[str | int]) -> tuple[int, int]:
    """Where the value at a path of names and indexes begins and ends in a JSON text."""
    decoder = json.JSONDecoder()
    start = skip_blanks(text, 0)
    for key in path:
        position, index = skip_blanks(text, start + 1), 0
        while True:
            name: str | int = index
            if isinstance(key, str):
                name, position = decoder.raw_decode(text, position)
                position = skip_blanks(text, position) + 1
            position = skip_blanks(text, position)
            _, end = decoder.raw_decode(text, position)
            if name == key:
                start = position
                break
            position = skip_blanks(text, skip_blanks(text, end) + 1)
            index += 1
    return start, decoder.raw_decode(text, start)[1]


def skip_blanks(text: str, position: int) -> int:
    while text[position] in " \t\r\n":
        position += 1
    return position


def in_order_of(old: Any, new: Any) -> Any:
    """The new value, with members in the order of the old one, and with its placeholders for the ends of ARNs."""
    if isinstance(old, dict) and isinstance(new, dict):
        names = [name for name in old if name in new] + [name for name in new if name not in old]
        return {name: in_order_of(old.get(name), new[name]) for name in names}
    if isinstance(old, list) and isinstance(new, list):
        return [in_order_of(old[i] if i < len(old) else None, item) for i, item in enumerate(new)]
    if isinstance(old, str) and isinstance(new, str) and (placeholder := SUFFIX.search(old)):
        return re.sub(r"(:secret:\S*?-)[A-Za-z0-9]{6}\b", rf"\g<1>{placeholder[0]}", new)
    return new


def layout(value: Any, indent: int) -> str:
    """JSON text: on one line if it fits, otherwise one line per member."""
    flat = on_one_line(value)
    if len(flat) + indent <= WIDTH or not isinstance(value, (dict, list)) or not value:
        return flat
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        lines = [
            f"{inner}{json.dumps(name, ensure_ascii=False)}: {layout(item, indent + 2)}" for name, item in value.items()
        ]
        return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"
    lines = [inner + layout(item, indent + 2) for item in value]
    return "[\n" + ",\n".join(lines) + "\n" + " " * indent + "]"


def on_one_line(value: Any) -> str:
    if isinstance(value, dict) and value:
        members = (f"{json.dumps(name, ensure_ascii=False)}: {on_one_line(item)}" for name, item in value.items())
        return f"{{ {', '.join(members)} }}"
    if isinstance(value, list):
        return f"[{', '.join(on_one_line(item) for item in value)}]"
    return json.dumps(value, ensure_ascii=False)


def show(path: Path, before: str) -> None:
    name = str(path.relative_to(ROOT))
    lines = difflib.unified_diff(before.splitlines(), path.read_text().splitlines(), name, name, lineterm="")
    print("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
