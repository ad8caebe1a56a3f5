"""Runs every example of the READMEs and the documentation, and checks the links and names in the READMEs."""

from __future__ import annotations

import re
import shutil
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

import environment
import paths

README = (paths.ROOT / "README.md").read_text()
READMES = {"README": README} | {
    f"{name}/README": (paths.ROOT / name / "README.md").read_text() for name in ("python", "npm")
}
DOCS = {
    f"docs/{path.relative_to(paths.DOCS).with_suffix('')}": path.read_text()
    for path in sorted(paths.DOCS.rglob("*.md"))
    if path.parent.name != "evidence"
}
# Fences may be indented, as in the tabs of the documentation. Blocks of other languages (console, text) are not run.
FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Examples:
    """The blocks of one page in one language."""

    page: str
    blocks: tuple[str, ...]

    def __str__(self) -> str:
        return self.page


def examples(*languages: str) -> list[Examples]:
    found = []
    for page, text in (READMES | DOCS).items():
        blocks = tuple(textwrap.dedent(code) for _, language, code in FENCE.findall(text) if language in languages)
        if blocks:
            found.append(Examples(page, blocks))
    return found


@pytest.mark.parametrize("page", examples("python"), ids=str)
def test_python_examples(page: Examples, tmp_path: Path) -> None:
    """The blocks of a page are one file: a later block may use what an earlier one imports."""
    (tmp_path / "test_example.py").write_text("\n\n".join(page.blocks))
    python = paths.PYTHON_OF_THE_DOCS if page.page.startswith("docs/") else paths.PYTHON_OF_THE_DEMO

    told = environment.run([python, "-m", "pytest", "test_example.py"], tmp_path)

    assert re.search(r"\d+ passed in", told), told


@pytest.mark.parametrize("page", examples("ts"), ids=str)
def test_vitest_examples(page: Examples) -> None:
    folder = project_of("vitest", page, "ts")

    told = environment.run(["npx", "--no-install", "vitest", "run", "--root", folder], folder, NO_COLOR="1")

    assert re.search(rf"Test Files\s+{len(page.blocks)} passed \({len(page.blocks)}\)", told), told


@pytest.mark.parametrize("page", examples("js"), ids=str)
def test_jest_examples(page: Examples) -> None:
    folder = project_of("jest", page, "js")

    told = environment.run(["npx", "--no-install", "jest", "--rootDir", folder], folder, NO_COLOR="1")

    assert re.search(rf"Test Suites:\s+{len(page.blocks)} passed", told), told


@pytest.mark.parametrize("page", examples("mjs"), ids=str)
def test_node_examples(page: Examples) -> None:
    folder = project_of("vitest", page, "mjs")

    told = environment.run(["node", "--test", *sorted(folder.glob("*.test.mjs"))], folder, NO_COLOR="1")

    assert re.search(r"^\W*pass [1-9]", told, re.MULTILINE), told


def test_shows_each_runner_within_the_first_screen() -> None:
    first_screen = "\n".join(README.splitlines()[:60])

    assert {language for _, language, _ in FENCE.findall(first_screen)} >= {"python", "ts", "js"}


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_names_existing_verbs(page: str) -> None:
    makefiles = [paths.ROOT / "Makefile", *paths.ROOT.glob("*/package.mk"), *paths.ROOT.glob("npm/*/package.mk")]
    targets = {verb for file in makefiles for verb in re.findall(r"^([a-z-]+):", file.read_text(), re.MULTILINE)}
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)\b", (paths.ROOT / page).read_text(), re.MULTILINE))

    assert named - {"sure"} <= targets
    assert "test" in named


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "FIDELITY.md", "tests/README.md"])
def test_links_lead_somewhere(page: str) -> None:
    folder = (paths.ROOT / page).parent
    text = (paths.ROOT / page).read_text()
    links = [link for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if "://" not in link]

    assert links
    assert [link for link in links if not (folder / link).exists()] == []


def project_of(runner: str, page: Examples, language: str) -> Path:
    """An empty project with the demo's node_modules, in which the packed tarball is installed."""
    folder = paths.BUILD / "readme" / f"{page.page.replace('/', '-')}-{runner}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "node_modules").symlink_to(paths.DEMOS / runner / "node_modules", target_is_directory=True)
    (folder / "package.json").write_text('{ "name": "example", "private": true }\n')
    for number, code in enumerate(page.blocks, 1):
        (folder / f"example-{number}.test.{language}").write_text(code)
    return folder
