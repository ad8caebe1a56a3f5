"""Generates the Python reference from the docstrings of the Python package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import griffe

PYTHON_INTRODUCTION = """# Python reference

Generated from the docstrings of `fake_secrets_manager`. Operations are methods too: `fake.create_secret(Name=…)` takes
the members of the API and returns what boto3 returns, without `ResponseMetadata`.
"""


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
    lines += python_entry(package["contents.Secret"], "Secret")  # not exported: `fake["app/db"]` returns it
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
