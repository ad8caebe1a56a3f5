"""Generates the reference pages from the docstrings of the Python package and the TSDoc of the npm package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import griffe

PYTHON_INTRODUCTION = """# Python reference

Generated from the docstrings of `fake_secrets_manager`. Operations are methods too: `fake.create_secret(Name=…)` takes
the members of the API and returns what boto3 returns, without `ResponseMetadata`.
"""
JAVASCRIPT_INTRODUCTION = """# JavaScript reference

Generated from the TSDoc of the npm package `fake-secrets-manager`. Operations are methods too:
`fake.createSecret({ Name })` takes the members of the API and returns what the AWS SDK returns, without `$metadata`.
"""
# Files whose exports users import, with the subpath that exports them.
JAVASCRIPT_FILES = {
    "index.ts": "fake-secrets-manager",
    "fake.ts": "fake-secrets-manager",
    "options.ts": "fake-secrets-manager",
    "rotation.ts": "fake-secrets-manager",
    "vitest.ts": "fake-secrets-manager/vitest",
    "jest.ts": "fake-secrets-manager/jest",
}
EXPORTED = re.compile(r"(?:function|class|interface|type|const) ([\w$]+)")
MEMBER = re.compile(r"^(?:readonly |static |async |get )*([\w$.\[\]]+)")
DECLARATION = re.compile(
    r"/\*\*(?P<doc>(?:(?!\*/).)*)\*/\n"
    r"(?P<indent> *)(?P<code>(?:export (?:declare |async )?(?:function|class|interface|type|const) |"
    r"(?:readonly |static |async |get )*[\w$\[\].]+\??\s*[(:<])[^\n]*(?:\n(?P=indent) +[^\n]*)*)",
    re.DOTALL,
)


def python(folder: Path) -> str:
    """The reference of the Python package, in Markdown."""
    package = griffe.load("fake_secrets_manager", search_paths=[str(folder)], allow_inspection=False)
    names = [name.strip("\"'") for name in package.exports or []]
    lines = [PYTHON_INTRODUCTION]
    for name in sorted(names, key=lambda name: (name != "FakeSecretsManager", name)):
        member = package.members.get(name)
        if member is None:
            continue
        try:
            target = member.final_target if isinstance(member, griffe.Alias) else member
        except griffe.AliasResolutionError:
            continue
        lines += python_entry(target, name)
    return "\n".join(lines) + "\n"


def python_entry(target: griffe.Object, name: str) -> Iterator[str]:
    if not target.docstring:
        return
    yield f"\n## {name}\n"
    yield markdown_of(target.docstring.value)
    if not isinstance(target, griffe.Class):
        return
    for method in members_of(target):
        if method.name.startswith("_") or not method.docstring or isinstance(method, griffe.Alias):
            continue
        if isinstance(method, griffe.Function):
            yield f"\n### {method.name}\n\n```text\n{signature(method)}\n```\n"
        else:
            yield f"\n### {method.name}\n"
        yield markdown_of(method.docstring.value)


def members_of(target: griffe.Class) -> list[griffe.Object | griffe.Alias]:
    """The members of a class and of its bases in the package. One sentence describes all operations."""
    bases = [base for base in target.mro() if base.name != "Operations" and base.package == target.package]
    members: dict[str, griffe.Object | griffe.Alias] = {}
    for base in [target, *bases]:
        for name, member in base.members.items():
            members.setdefault(name, member)
    return list(members.values())


def signature(function: griffe.Function) -> str:
    parts = []
    keyword_only = False
    for parameter in function.parameters:
        if parameter.name in {"self", "cls"}:
            continue
        if parameter.kind is griffe.ParameterKind.keyword_only and not keyword_only:
            keyword_only = True
            parts.append("*")
        star = {griffe.ParameterKind.var_positional: "*", griffe.ParameterKind.var_keyword: "**"}
        text = star.get(parameter.kind, "") + parameter.name
        if parameter.annotation is not None:
            text += f": {parameter.annotation}"
        if parameter.default is not None and parameter.kind not in star:
            text += f" = {parameter.default}"
        parts.append(text)
    returns = f" -> {function.returns}" if function.returns is not None else ""
    return f"{function.name}({', '.join(parts)}){returns}".replace("'", "").replace('"', "")


def markdown_of(docstring: str) -> str:
    """Docstrings indent their examples by four spaces, which Markdown shows as code."""
    return docstring.strip()


def javascript(folder: Path) -> str:
    """The reference of the npm package, in Markdown."""
    lines = [JAVASCRIPT_INTRODUCTION]
    for file, subpath in JAVASCRIPT_FILES.items():
        path = folder / file
        if not path.exists():
            continue
        for match in DECLARATION.finditer(path.read_text()):
            lines += javascript_entry(match, subpath)
    return "\n".join(lines) + "\n"


def javascript_entry(match: re.Match[str], subpath: str) -> Iterator[str]:
    code = match["code"].strip()
    if re.match(r"(private|protected|#)", code) or "@internal" in match["doc"]:
        return
    exported = code.startswith("export")
    name = (EXPORTED if exported else MEMBER).search(code)
    if name is None or (not exported and not match["indent"]):
        return
    title = name[1]
    yield f"\n{'##' if exported else '###'} {title}\n"
    if exported:
        yield f"From `{subpath}`.\n"
    else:
        yield f"```text\n{declaration(code)}\n```\n"
    yield text_of(match["doc"])


def declaration(code: str) -> str:
    """The declaration without the body of a method."""
    first = code.split(" {\n", 1)[0].split(" => {\n", 1)[0]
    return re.sub(r" = \{\}| \| undefined", "", first.rstrip("; {"))


def text_of(comment: str) -> str:
    lines = [re.sub(r"^\s*\* ?", "", line) for line in comment.strip().splitlines()]
    text = "\n".join(lines).strip()
    return re.sub(r"^@(\w+)", r"**\1**", re.sub(r"\{@link (\w+)\}", r"`\1`", text), flags=re.MULTILINE)
