"""The READMEs keep their word: every example runs against the packed artefacts, every verb and every path exists."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

import environment
import paths

README = (paths.ROOT / "README.md").read_text()
PAGES = {"README": README} | {
    f"{name}/README": (paths.ROOT / name / "README.md").read_text() for name in ("python", "npm")
}
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One block of code, or all of a page's Python: a later block may use what an earlier one imports."""

    name: str
    language: str
    code: str

    def __str__(self) -> str:
        return self.name


def examples() -> list[Example]:
    found = []
    for page, text in PAGES.items():
        blocks = FENCE.findall(text)
        python = "\n".join(code for language, code in blocks if language == "python")
        if python:
            found.append(Example(f"{page}-python", "python", python))
        for number, (language, code) in enumerate(blocks, 1):
            if language in {"ts", "js", "mjs"}:
                found.append(Example(f"{page}-{language}-{number}", language, code))
    return found


EXAMPLES = examples()


def of(*languages: str) -> list[Example]:
    return [example for example in EXAMPLES if example.language in languages]


@pytest.mark.parametrize("example", of("python"), ids=str)
def test_python_example(example: Example, tmp_path: Path) -> None:
    (tmp_path / "test_example.py").write_text(example.code)

    told = environment.run([paths.PYTHON_OF_THE_DEMO, "-m", "pytest", "test_example.py"], tmp_path)

    assert re.search(r"\d+ passed in", told), told


@pytest.mark.parametrize("example", of("ts"), ids=str)
def test_vitest_example(example: Example) -> None:
    folder = project_of("vitest", example)
    (folder / "example.test.ts").write_text(example.code)

    told = environment.run(["npx", "--no-install", "vitest", "run", "--root", folder], folder, NO_COLOR="1")

    assert re.search(r"Tests\s+\d+ passed", told), told


@pytest.mark.parametrize("example", of("js"), ids=str)
def test_jest_example(example: Example) -> None:
    folder = project_of("jest", example)
    (folder / "example.test.js").write_text(example.code)

    told = environment.run(["npx", "--no-install", "jest", "--rootDir", folder], folder, NO_COLOR="1")

    assert re.search(r"Tests:\s+\d+ passed", told), told


@pytest.mark.parametrize("example", of("mjs"), ids=str)
def test_node_example(example: Example) -> None:
    folder = project_of("vitest", example)
    (folder / "example.test.mjs").write_text(example.code)

    told = environment.run(["node", "--test", "example.test.mjs"], folder, NO_COLOR="1")

    assert re.search(r"^\W*pass [1-9]", told, re.MULTILINE), told


def test_shows_each_runner_within_the_first_screen() -> None:
    first_screen = "\n".join(README.splitlines()[:60])

    assert {language for language, _ in FENCE.findall(first_screen)} >= {"python", "ts", "js"}


def test_names_verbs_that_the_makefile_has() -> None:
    makefiles = [paths.ROOT / "Makefile", *paths.ROOT.glob("*/package.mk"), *paths.ROOT.glob("npm/*/package.mk")]
    targets = {verb for file in makefiles for verb in re.findall(r"^([a-z-]+):", file.read_text(), re.MULTILINE)}
    named = set(re.findall(r"\bmake ([a-z-]+)\b", README))

    assert {"demo", "test"} <= named <= targets


def test_links_lead_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]

    assert links
    assert [link for link in links if not (paths.ROOT / link).exists()] == []


def project_of(runner: str, example: Example) -> Path:
    """An empty project with the demo's node_modules, in which the packed tarball is installed."""
    folder = paths.BUILD / "readme" / example.name.replace("/", "-")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "node_modules").symlink_to(paths.DEMOS / runner / "node_modules", target_is_directory=True)
    (folder / "package.json").write_text('{ "name": "example", "private": true }\n')
    return folder
