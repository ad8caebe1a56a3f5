"""The files of the package import each other without cycles, imports for type checkers and inside functions included."""

import ast
from pathlib import Path

import fake_secrets_manager

PACKAGE = Path(fake_secrets_manager.__file__).parent
# Types of the fake that its parts name, and imports that wait for the first use. The list must not grow.
KNOWN = {
    *("clients", "clock", "controls", "delivery", "emitters", "fake", "interception", "memory", "parameters"),
    *("rotation_check", "rotations", "sending", "server", "session", "signing", "states"),
    *("cli", "people", "serving"),
}


def imported(node, at_load):
    """Return the names of the modules of the package that a node imports."""
    names = set()
    for child in ast.iter_child_nodes(node):
        if at_load and isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if at_load and isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.ImportFrom) and child.level == 1:
            names |= {child.module.split(".")[0]} if child.module else {alias.name for alias in child.names}
        names |= imported(child, at_load)
    return names


def imports(at_load):
    """Return the modules that each module imports."""
    files = {path.stem: imported(ast.parse(path.read_text(encoding="utf-8")), at_load) for path in PACKAGE.glob("*.py")}
    return {name: {other for other in names if other in files and other != name} for name, names in files.items()}


def in_cycles(graph):
    """Return the modules that import themselves through others."""
    reachable = {name: set(names) for name, names in graph.items()}
    for through in graph:
        for names in reachable.values():
            if through in names:
                names |= reachable[through]
    return {name for name, names in reachable.items() if name in names}


def test_modules_load_without_a_cycle():
    graph = imports(at_load=True)
    assert "rotations" in imports(at_load=False)["fake"]
    assert in_cycles(graph) == set()


def test_cycles_of_types_and_late_imports_do_not_grow():
    assert in_cycles(imports(at_load=False)) == KNOWN


def test_finds_a_cycle():
    assert in_cycles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == {"b", "c"}
