"""Runs every example of the READMEs and the documentation, and checks the links and names in the READMEs."""

from __future__ import annotations

import re
import shutil
import textwrap
from dataclasses import dataclass, field
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
FENCE = re.compile(r"^( *)```(\w+)(?: title=\"([\w.-]+)\")?\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
# Examples must not depend on the region of the machine. AWS_REGION applies to all except boto3, which does not read it.
REGIONS = pytest.mark.parametrize(
    "variables", [{}, {"AWS_REGION": "eu-west-1"}], ids=["without a region", "in eu-west-1"]
)


@dataclass(frozen=True)
class Examples:
    """The blocks of one page in one language."""

    page: str
    blocks: tuple[str, ...]
    # The blocks with a title, which is the name of a module that other blocks import.
    modules: dict[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.page


def examples(*languages: str) -> list[Examples]:
    found = []
    for page, text in (READMES | DOCS).items():
        blocks = [
            (title, textwrap.dedent(code)) for _, language, title, code in FENCE.findall(text) if language in languages
        ]
        if blocks:
            unnamed = tuple(code for title, code in blocks if not title)
            found.append(Examples(page, unnamed, {title: code for title, code in blocks if title}))
    return found


@REGIONS
@pytest.mark.parametrize("page", examples("python"), ids=str)
def test_python_examples(page: Examples, variables: dict[str, str], tmp_path: Path) -> None:
    """Each block runs alone, as a file of its own."""
    for name, code in page.modules.items():
        if name != "conftest.py":  # it sets a region, which would hide examples that depend on one
            (tmp_path / name).write_text(code)
    files = []
    for number, code in enumerate(page.blocks, 1):
        if "import aioboto3" not in code:  # python/tests/test_aioboto3.py runs these, with an older botocore
            files.append(f"test_example_{number}.py")
            (tmp_path / files[-1]).write_text(code)
    python = paths.PYTHON_OF_THE_DOCS if page.page.startswith("docs/") else paths.PYTHON_OF_THE_DEMO

    told = environment.run([python, "-m", "pytest", *files], tmp_path, **variables)

    assert re.search(r"\d+ passed in", told), told


@REGIONS
@pytest.mark.parametrize("page", examples("ts"), ids=str)
def test_vitest_examples(page: Examples, variables: dict[str, str]) -> None:
    folder = project_of("vitest", page, "ts")

    told = environment.run(
        ["npx", "--no-install", "vitest", "run", "--root", folder], folder, NO_COLOR="1", **variables
    )

    assert re.search(rf"Test Files\s+{len(page.blocks)} passed \({len(page.blocks)}\)", told), told


@REGIONS
@pytest.mark.parametrize("page", examples("js"), ids=str)
def test_jest_examples(page: Examples, variables: dict[str, str]) -> None:
    folder = project_of("jest", page, "js")

    told = environment.run(["npx", "--no-install", "jest", "--rootDir", folder], folder, NO_COLOR="1", **variables)

    assert re.search(rf"Test Suites:\s+{len(page.blocks)} passed", told), told


@REGIONS
@pytest.mark.parametrize("page", examples("mjs"), ids=str)
def test_node_examples(page: Examples, variables: dict[str, str]) -> None:
    folder = project_of("vitest", page, "mjs")

    told = environment.run(["node", "--test", *sorted(folder.glob("*.test.mjs"))], folder, NO_COLOR="1", **variables)

    assert re.search(r"^\W*pass [1-9]", told, re.MULTILINE), told


def test_shows_each_runner_within_the_first_screen() -> None:
    first_screen = "\n".join(README.splitlines()[:60])

    assert {language for _, language, _, _ in FENCE.findall(first_screen)} >= {"python", "ts", "js"}


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_names_existing_make_targets(page: str) -> None:
    makefiles = [paths.ROOT / "Makefile", *paths.ROOT.glob("*/package.mk"), *paths.ROOT.glob("npm/*/package.mk")]
    targets = {verb for file in makefiles for verb in re.findall(r"^([a-z-]+):", file.read_text(), re.MULTILINE)}
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)\b", (paths.ROOT / page).read_text(), re.MULTILINE))

    assert named - {"sure"} <= targets
    assert "test" in named


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "FIDELITY.md", "tests/README.md"])
def test_links_resolve(page: str) -> None:
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
    for name, code in page.modules.items():
        (folder / name).write_text(code)
    for number, code in enumerate(page.blocks, 1):
        (folder / f"example-{number}.test.{language}").write_text(code)
    return folder
