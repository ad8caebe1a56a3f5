"""The files of the package import each other without cycles.

Imports for type checkers count, apart from those of the fake: its parts name its type.
"""

import ast
from pathlib import Path

import fake_secrets_manager

PACKAGE = Path(fake_secrets_manager.__file__).parent


def imported(node, *, types):
    """Return the names of the modules of the package that a node imports when it loads, or also for type checkers."""
    names = set()
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for_types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        if for_types and not types:
            continue
        inner = imported(child, types=types)
        if isinstance(child, ast.ImportFrom) and child.level == 1:
            inner |= {child.module.split(".")[0]} if child.module else {alias.name for alias in child.names}
        names |= inner - {"fake"} if for_types else inner
    return names


def imports(*, types=False):
    """Return the modules that each module imports."""
    trees = {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.glob("*.py")}
    found = {name: imported(tree, types=types) for name, tree in trees.items()}
    return {name: {other for other in names if other in trees and other != name} for name, names in found.items()}


def in_cycles(graph):
    """Return the modules that import themselves through others."""
    reachable = {name: set(names) for name, names in graph.items()}
    for through in graph:
        for names in reachable.values():
            if through in names:
                names |= reachable[through]
    return {name for name, names in reachable.items() if name in names}


def test_modules_load_without_a_cycle():
    graph = imports()
    assert "controls" in graph["fake"]
    assert in_cycles(graph) == set()


def test_types_are_imported_without_a_cycle():
    assert in_cycles(imports(types=True)) == set()


def test_finds_a_cycle():
    assert in_cycles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == {"b", "c"}
