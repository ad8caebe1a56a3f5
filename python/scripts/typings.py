"""Makes the typing files of the direct calls from the engine's own description of the API (`make typings`).

python scripts/typings.py            writes fake_secrets_manager/shapes.py and fake_secrets_manager/operations.pyi
python scripts/typings.py --check    says which of them are stale, and writes nothing
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PYTHON = Path(__file__).resolve().parent.parent
PACKAGE = PYTHON / "fake_secrets_manager"
MADE_BY = "Made by python/scripts/typings.py (`make typings`)"
SCALARS = {
    "string": "str",
    "integer": "int",
    "long": "int",
    "boolean": "bool",
    "timestamp": "datetime",
    "blob": "bytes",
}

Shape = dict[str, Any]


def main(arguments: list[str]) -> int:
    described = describe()
    operations: list[Shape] = described["operations"]
    shapes = all_shapes(operations)
    texts = {
        "shapes.py": shapes_module(shapes, names(described)),
        "operations.pyi": operations_stub(operations, shapes),
    }
    files = {PACKAGE / name: formatted(name, text) for name, text in texts.items()}
    stale = [path for path, text in files.items() if not path.exists() or path.read_text() != text]
    if arguments == ["--check"]:
        for path in stale:
            print(f"{path.relative_to(PYTHON.parent)} is stale: `make typings` makes it again")
        return 1 if stale else 0
    for path in stale:
        path.write_text(files[path])
        print(f"wrote {path.relative_to(PYTHON.parent)}")
    return 0


def describe() -> dict[str, Any]:
    """The engine's description of the API."""
    command = ["cargo", "run", "--quiet", "--package", "fake-secrets-manager", "--example", "describe"]
    output = subprocess.run(command, cwd=PYTHON.parent, check=True, capture_output=True, text=True).stdout
    described: dict[str, Any] = json.loads(output)
    return described


def formatted(file: str, text: str) -> str:
    """The text with the spacing of `make format`."""
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", file, "-"]
    return subprocess.run(command, cwd=PYTHON, check=True, capture_output=True, text=True, input=text).stdout


def all_shapes(operations: list[Shape]) -> dict[str, str]:
    """A TypedDict for every response, and for every structure within requests and responses: innermost first."""
    shapes: dict[str, str] = {}
    for operation in operations:
        for member in members(operation["input"]) + members(operation["output"]):
            add_structures(member["shape"], shapes)
        shapes[response_name(operation)] = response_dict(operation)
    return shapes


def names(described: dict[str, Any]) -> dict[str, str]:
    """The names of all operations, and the codes of all errors, each as a type."""
    operations = described["operations"]
    codes = {code for operation in operations for code in operation["errors"]} | set(described["commonErrors"])
    return {
        "OperationName": f'{literal(operation["name"] for operation in operations)}\n"""The name of an operation."""\n',
        "ErrorCode": f'{literal(sorted(codes))}\n"""The code of an error that AWS may return."""\n',
    }


def shapes_module(shapes: dict[str, str], names: dict[str, str]) -> str:
    """Everything that a user may want to name in an annotation."""
    exported = "".join(f'    "{name}",\n' for name in sorted([*shapes, *names]))
    return (
        f'"""{MADE_BY}: what direct calls take and give, as types.\n\n'
        "A response shows all its members: which of them are there depends on the secret, as with boto3.\n"
        '"""\n\n'
        "from datetime import datetime\n"
        "from typing import Literal, TypedDict\n\n"
        f"__all__ = [\n{exported}]\n\n"
        + "\n".join(f"{name} = {text}" for name, text in names.items())
        + "\n\n"
        + "\n\n".join(shapes.values())
    )


def operations_stub(operations: list[Shape], shapes: dict[str, str]) -> str:
    """The methods of a fake that make direct calls."""
    methods = "\n".join(method(operation) for operation in operations)
    used = [name for name in sorted(shapes, key=str.casefold) if re.search(rf"\b{name}\b", methods)]
    imports = "".join(f"    {name},\n" for name in sorted([*used, "OperationName"], key=str.casefold))
    return (
        f'"""{MADE_BY}: the direct calls, typed."""\n\n'
        "from collections.abc import Mapping, Sequence\n"
        "from typing import Any, Literal\n\n"
        f"from .shapes import (\n{imports})\n\n"
        "class Operations:\n"
        '    """Everything that a client of the service can do, without a client."""\n\n'
        "    def call(\n"
        "        self, operation: OperationName | str, request: Mapping[str, Any] | None = None\n"
        "    ) -> dict[str, Any]:\n"
        '        """Answers one request."""\n\n' + methods
    )


def method(operation: Shape) -> str:
    """One direct call: required members first, then those that may be left out."""
    ordered = sorted(members(operation["input"]), key=lambda member: not is_required(member))
    parameters = "".join(
        f"        {member['name']}: {given(member['shape'])}{'' if is_required(member) else ' = ...'},\n"
        for member in ordered
    )
    star = "        *,\n" if ordered else ""
    name = operation["name"]
    return (
        f"    def {snake_case(name)}(\n        self,\n{star}{parameters}    ) -> {response_name(operation)}:\n"
        f'        """{name}: members of the request as keyword arguments, the response as a dict.\n\n'
        f"        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_{name}.html\n"
        '        """\n'
    )


def response_dict(operation: Shape) -> str:
    lines = "".join(f"    {member['name']}: {taken(member['shape'])}\n" for member in members(operation["output"]))
    documentation = f'    """The response of {operation["name"]}."""\n'
    return f"class {response_name(operation)}(TypedDict):\n{documentation}" + (f"\n{lines}" if lines else "")


def add_structures(shape: Shape, structures: dict[str, str]) -> None:
    """The structures within a shape, innermost first."""
    if shape["type"] == "list":
        add_structures(shape["member"], structures)
    if shape["type"] == "map":
        add_structures(shape["value"], structures)
    if shape["type"] != "structure" or shape["name"] in structures:
        return
    for member in shape["members"]:
        add_structures(member["shape"], structures)
    lines = "".join(f"    {member['name']}: {taken(member['shape'])}\n" for member in shape["members"])
    documentation = '    """A structure of the API."""\n\n'
    structures[shape["name"]] = f"class {shape['name']}(TypedDict, total=False):\n{documentation}{lines}"


def taken(shape: Shape) -> str:
    """The type of what a response holds."""
    return annotation(shape, sequence="list", mapping="dict", blob="bytes")


def given(shape: Shape) -> str:
    """The type of what a request may hold."""
    return annotation(shape, sequence="Sequence", mapping="Mapping", blob="bytes | bytearray")


def annotation(shape: Shape, sequence: str, mapping: str, blob: str) -> str:
    kind = shape["type"]
    if kind == "list":
        return f"{sequence}[{annotation(shape['member'], sequence, mapping, blob)}]"
    if kind == "map":
        return f"{mapping}[str, {annotation(shape['value'], sequence, mapping, blob)}]"
    if kind == "structure":
        return str(shape["name"])
    if kind == "blob":
        return blob
    if "enum" in shape:
        return literal(shape["enum"])
    return SCALARS[kind]


def literal(values: Iterable[str]) -> str:
    return "Literal[" + ", ".join(f'"{value}"' for value in values) + "]"


def members(shape: Shape | None) -> list[Shape]:
    return [] if shape is None else list(shape["members"])


def is_required(member: Shape) -> bool:
    # The fake fills in an idempotency token, as an SDK does.
    return bool(member["required"]) and not member.get("idempotencyToken")


def response_name(operation: Shape) -> str:
    return f"{operation['name']}Response"


def snake_case(name: str) -> str:
    return re.sub(r"\B(?=[A-Z])", "_", name).lower()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
