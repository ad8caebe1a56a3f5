"""A fake has the same controls in Python and in JavaScript, apart from the listed differences."""

from __future__ import annotations

import json
import re
from pathlib import Path

import environment
import paths

# The controls that only one language has, each with the reason.
ONLY_IN_PYTHON = {
    "clearCaches": "In JavaScript, each runner's subpath exports clearCaches, which imports other packages.",
    "client": "In JavaScript, the SDK's constructor takes the configuration of clientConfig.",
    "httpxTransport": "httpx is a library for Python.",
    "start": "In JavaScript, intercept starts the interception.",
    "stop": "In JavaScript, the function that intercept returns ends the interception.",
}
ONLY_IN_JAVASCRIPT = {
    "clientConfig": "In Python, client creates the client, because a client of boto3 is not configured by an object.",
    "dispose": "JavaScript does not free the memory of WebAssembly.",
    "interceptNetwork": "In Python, an active fake intercepts botocore; httpx_transport is for httpx.",
    "toString": "In Python, __repr__ does the same.",
}

PYTHON = """
import json
from fake_secrets_manager import FakeSecretsManager, describe

fake = FakeSecretsManager()
names = {"fake": dir(fake), "requests": dir(fake.requests), "events": dir(fake.events)}
operations = [operation["name"] for operation in json.loads(describe())["operations"]]
print(json.dumps({"names": names, "operations": operations}))
"""
JAVASCRIPT = """
import { FakeSecretsManager } from "fake-secrets-manager";

const fake = new FakeSecretsManager();
const names = [];
for (let each = Object.getPrototypeOf(fake); each !== Object.prototype; each = Object.getPrototypeOf(each)) {
  names.push(...Object.getOwnPropertyNames(each));
}
const records = { requests: fake.requests, events: fake.events };
const missing = JSON.parse(process.argv[1]).filter(([of, name]) => records[of][name] === undefined);
console.log(JSON.stringify({ names, missing }));
"""


def camel_case(name: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)


def in_python(folder: Path) -> tuple[set[str], list[tuple[str, str]], set[str]]:
    """The controls of a fake, the members of its records, and the operations, all in camelCase."""
    told = json.loads(environment.run([paths.PYTHON_OF_THE_DEMO, "-c", PYTHON], folder))
    operations = {operation[0].lower() + operation[1:] for operation in told["operations"]}
    public = {of: {camel_case(name) for name in names if name[0] != "_"} for of, names in told["names"].items()}
    assert public["fake"] >= operations
    members = [(of, name) for of in ("requests", "events") for name in sorted(public[of])]
    return public["fake"] - operations, members, operations


def test_both_languages_have_the_same_controls(tmp_path: Path) -> None:
    python, members, operations = in_python(tmp_path)

    command: list[str | Path] = ["node", "--input-type=module", "--eval", JAVASCRIPT, "--", json.dumps(members)]
    told = json.loads(environment.run(command, paths.DEMOS / "vitest"))
    javascript = set(told["names"]) - operations - {"constructor"}

    assert {"advance", "onRotate", "unfreeze"} <= python
    assert python - javascript == set(ONLY_IN_PYTHON)
    assert javascript - python == set(ONLY_IN_JAVASCRIPT)
    assert ("requests", "dropped") in members
    assert told["missing"] == []
