"""Generates the JavaScript reference from the exports and the TSDoc of the npm package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

INTRODUCTION = """# JavaScript reference

Generated from the TSDoc of the npm package `fake-secrets-manager`. Operations are methods too:
`fake.createSecret({ Name })` takes the members of the API and returns what the AWS SDK returns, without `$metadata`.
The second argument of an operation selects another region or account:
`fake.createSecret({ Name }, { region: "eu-west-1", accountId: "210987654321" })`. The types of all requests and
responses are exported as well, for example `GetSecretValueRequest` and `GetSecretValueResponse`.
"""
PACKAGE = "fake-secrets-manager"
# The entries of the package that users import.
ENTRIES = {
    "index.ts": PACKAGE,
    "vitest.ts": f"{PACKAGE}/vitest",
    "jest.ts": f"{PACKAGE}/jest",
    "node-test.ts": f"{PACKAGE}/node-test",
    "mocha.ts": f"{PACKAGE}/mocha",
    "global-setup.ts": f"{PACKAGE}/global-setup",
}
FIRST = ("FakeSecretsManager", "FakeSecretsManagerOptions")
MATCHERS = "FakeMatchers"
DOC = r"(?:^{indent}/\*\*(?P<doc>(?:(?!\*/).)*)\*/\n)?"
DECLARATION = re.compile(
    DOC.format(indent="") + r"^(?P<exported>export )?(?:declare |abstract |async )*"
    r"(?P<kind>function|class|interface|type|const) (?P<name>[\w$]+)",
    re.DOTALL | re.MULTILINE,
)
REEXPORT = re.compile(r'^export (?:type )?\{([^}]*)\}(?: from "\./([\w-]+)\.js")?;', re.MULTILINE)
IMPORT = re.compile(r'^import (?:type )?\{([^}]*)\} from "\./([\w-]+)\.js";', re.MULTILINE)
INTERNAL = re.compile(r"(?:readonly )?#|private |protected |override |static \{|constructor\b|(?:\w+ )*\[[A-Z_]+\]")
NAMED = re.compile(r"""(?:readonly |static |async |get )*(\[Symbol\.\w+\]|"[\w-]+"|[\w$]+|(?=\())""")
OPENING, CLOSING = "([{", ")]}"


@dataclass
class Member:
    """A member of a class, interface or object type. Overloads have one signature each."""

    name: str
    signatures: list[str] = field(default_factory=list)
    docs: list[str] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)


@dataclass
class Declaration:
    kind: str
    name: str
    head: str
    doc: str
    members: list[Member]
    bases: tuple[str, ...]


def javascript(folder: Path) -> str:
    """The reference of the npm package, in Markdown."""
    files = {path.name: path.read_text() for path in sorted(folder.glob("*.ts"))}
    declared: dict[str, dict[str, Declaration]] = {name: declarations_of(text) for name, text in files.items()}
    everything = {name: one for group in declared.values() for name, one in group.items()}
    found: dict[str, tuple[Declaration, list[str]]] = {}
    for entry, subpath in ENTRIES.items():
        for shown, name, file in exports_of(files, entry):
            declaration = declared[file].get(name) or everything.get(name)
            if declaration is None:
                raise ValueError(f"{entry} exports {name}, which no file declares")
            found.setdefault(shown, (declaration, []))[1].append(subpath)
    lines = [INTRODUCTION]
    for name in sorted(found, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name.lower())):
        declaration, subpaths = found[name]
        lines += entry_of(name, declaration, subpaths, everything, set(found))
    matchers = declared["vitest-setup.ts"][MATCHERS]
    lines.append(f"\n## Matchers\n\nFrom `{PACKAGE}/vitest`, `{PACKAGE}/jest` and their subpath `setup`.\n")
    lines += [line.replace(": Result`", ": void`") for line in bullets(matchers.members)]
    return "\n".join(lines) + "\n"


def exports_of(files: dict[str, str], entry: str) -> Iterator[tuple[str, str, str]]:
    """The names that a file exports, the names of their declarations, and the files that declare them."""
    text = files[entry]
    imported = {
        name.removeprefix("type ").strip(): f"{file}.ts"
        for names, file in IMPORT.findall(text)
        for name in names.split(",")
    }
    for match in DECLARATION.finditer(text):
        if match["exported"]:
            yield match["name"], match["name"], entry
    for names, file in REEXPORT.findall(text):
        for entry_name in filter(None, (name.strip() for name in names.split(","))):
            name, _, alias = entry_name.removeprefix("type ").partition(" as ")
            yield alias or name, name, f"{file}.ts" if file else imported[name]


def declarations_of(text: str) -> dict[str, Declaration]:
    text = re.sub(r"^ *// .*\n", "", text, flags=re.MULTILINE)
    found: dict[str, Declaration] = {}
    for match in DECLARATION.finditer(text):
        start = match.end("doc") + len("*/\n") if match["doc"] is not None else match.start()
        code = text[start:]
        head = head_of(code)
        members: list[Member] = []
        if match["kind"] in {"class", "interface"} and head.endswith("{"):
            body = code[len(head) :].split("\n}", 1)[0]
            members = members_of(body, "  ")
        bases = tuple(re.findall(r"\w+", head.partition(" extends ")[2].split("<")[0]))
        doc = text_of(match["doc"] or "")
        declaration = Declaration(match["kind"], match["name"], head, doc, members, bases)
        earlier = found.get(match["name"])
        if earlier is not None:  # an interface and a class of the same name
            declaration.doc = earlier.doc or doc
        found[match["name"]] = declaration
    return found


def head_of(code: str) -> str:
    """The declaration up to the brace that opens its body, or to its end."""
    depth = 0
    is_alias = code.startswith(("export type ", "type "))
    ends = ";" if is_alias else (";", "}")
    for line_end in re.finditer(r"\n|$", code):
        head = code[: line_end.start()]
        line = head.rpartition("\n")[2]
        depth += sum(line.count(mark) for mark in OPENING) - sum(line.count(mark) for mark in CLOSING)
        if (depth == 1 and line.endswith("{") and not is_alias) or (depth == 0 and line.endswith(ends)):
            return head
    return code


def members_of(body: str, indent: str) -> list[Member]:
    pattern = re.compile(DOC.format(indent=indent) + rf"^{indent}(?=[\w$#\[(])", re.DOTALL | re.MULTILINE)
    found: dict[str, Member] = {}
    for match in pattern.finditer(body):
        code = body[match.end() :]
        head = head_of(code)
        doc = match["doc"] or ""
        named = NAMED.match(head)
        if INTERNAL.match(head) or named is None or "@internal" in doc:
            continue
        member = found.setdefault(named[1], Member(named[1]))
        is_implementation = head.endswith("{") and bool(member.signatures)
        if not is_implementation:
            member.signatures.append(signature(head))
        if doc:
            member.docs.append(text_of(doc))
        if re.search(r": \{$", head) and "(" not in head:
            member.members = members_of(code[len(head) :].split(f"\n{indent}}}", 1)[0], indent + "  ")
            member.signatures = [head.removesuffix(": {").removeprefix("readonly ")]
    return list(found.values())


def signature(head: str) -> str:
    """A declaration in one line, without its body and the modifiers that do not matter to a caller."""
    line = re.sub(r"\s+", " ", head).rstrip("{; ")
    is_getter = line.startswith("get ")
    line = re.sub(r"^(?:export |async |get |readonly )+", "", line).replace("( ", "(").replace(", )", ")")
    line = re.sub(r"(\w+): ([^,()]+) = \{\}", r"\1?: \2", line.replace(" | undefined", ""))
    return re.sub(r"^(\w+)\(\): ", r"\1: ", line) if is_getter else line


def inherited(declaration: Declaration, everything: dict[str, Declaration]) -> list[Member]:
    """The members of a class and of its base classes."""
    members = {member.name: member for member in declaration.members}
    for base in declaration.bases:
        if declaration.kind == "class" and base in everything:
            for member in inherited(everything[base], everything):
                members.setdefault(member.name, member)
    return list(members.values())


def entry_of(
    name: str, declaration: Declaration, subpaths: list[str], everything: dict[str, Declaration], public: set[str]
) -> Iterator[str]:
    yield f"\n## {name}\n"
    yield f"From {', '.join(f'`{subpath}`' for subpath in subpaths)}.\n"
    if declaration.kind == "function":
        yield f"```text\n{signature(declaration.head).removeprefix('function ')}\n```\n"
    if declaration.kind == "type":
        yield f"```text\n{alias_of(declaration, everything)}\n```\n"
    yield declaration.doc
    bases = [base for base in declaration.bases if base in public and declaration.kind == "interface"]
    if bases:
        yield f"\nIt also has the members of {', '.join(f'[{base}](#{base.lower()})' for base in bases)}."
    if declaration.kind == "class":
        for member in inherited(declaration, everything):
            title = member.name.replace("[", "\\[")
            yield f"\n### {title}\n"
            yield "```text\n" + "\n".join(member.signatures) + "\n```\n"
            yield "\n\n".join(member.docs)
    else:
        yield from bullets(declaration.members)


def alias_of(declaration: Declaration, everything: dict[str, Declaration]) -> str:
    """A type alias. A reference to a member of an interface that is not exported is replaced with its signature."""
    text = declaration.head.removeprefix("export ").rstrip(";").replace(" | undefined", "")
    name, _, reference = text.partition(" = ")
    referred = re.fullmatch(r'(\w+)\["(\w+)"\]', reference)
    if referred is None:
        return text
    (member,) = (one for one in everything[referred[1]].members if one.name == referred[2])
    parameters = member.signatures[0].removeprefix(referred[2]).replace(", ...more: never[]", "")
    return f"{name} = {parameters.replace('): ', ') => ')}"


def bullets(members: list[Member], indent: str = "") -> Iterator[str]:
    if members and not indent:
        yield ""
    for member in members:
        shown = ", ".join(f"`{one}`" for one in member.signatures)
        doc = re.sub(r"\s+", " ", " ".join(member.docs))
        yield f"{indent}- {shown}{': ' if doc else ''}{doc}"
        yield from bullets(member.members, indent + "    ")


def text_of(comment: str) -> str:
    lines = [re.sub(r"^\s*\* ?", "", line) for line in comment.strip().splitlines()]
    text = "\n".join(lines).strip()
    text = re.sub(r"\{@link (\w+)\}", r"`\1`", text)
    return re.sub(r"^@throws (\w+)", r"\nThrows `\1`", text, flags=re.MULTILINE)
