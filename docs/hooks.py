"""Hooks of the site: generated pages, a Markdown twin of each page, llms.txt, and the playground."""

from __future__ import annotations

import posixpath
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))
import reference  # noqa: E402
import reference_javascript  # noqa: E402

pages: dict[str, tuple[str, str]] = {}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages that are generated from the repository."""
    generated = {
        "controls.md": controls(),
        "fidelity.md": (ROOT / "FIDELITY.md").read_text().replace("](docs/", "]("),
        "how-it-works.md": without_links_into_the_repository((ROOT / "ARCHITECTURE.md").read_text()).replace(
            "# Architecture", "# How it works", 1
        ),
        "python.md": readme("python", "Python in detail"),
        "javascript.md": readme("npm", "JavaScript in detail"),
        "reference/python.md": reference.python(ROOT / "python"),
        "reference/javascript.md": reference_javascript.javascript(ROOT / "npm" / "src"),
    }
    for path, content in generated.items():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Keeps the Markdown of each page for its twin."""
    if page.file.src_uri.startswith("evidence/"):
        markdown = without_links_into_the_repository(markdown)
    pages[page.file.src_uri] = (page.url, markdown)
    return markdown


def on_post_page(output: str, **_: Any) -> str:
    """Names the search dialog for assistive technology, which the theme does not."""
    dialog = 'data-md-component="search" role="dialog"'
    if dialog not in output:
        raise ValueError("the theme has another search dialog; adapt on_post_page in docs/hooks.py")
    return output.replace(dialog, f'{dialog} aria-label="Search"')


def on_post_build(config: MkDocsConfig) -> None:
    """Writes the Markdown twins and llms.txt, and copies the playground if it is built."""
    site = Path(config.site_dir)
    index = [f"# {config.site_name}\n", f"> {config.site_description}\n"]
    for source, (url, markdown) in sorted(pages.items()):
        twin = site / url / "index.md"
        twin.write_text(with_links_of_twin(markdown, source, site))
        heading = re.search(r"^# (.+)$", markdown, re.MULTILINE)
        title = heading[1] if heading else source
        index.append(f"- [{title}]({url}index.md)")
    (site / "llms.txt").write_text("\n".join(index) + "\n")
    playground = ROOT / ".build" / "dist" / "playground"
    if playground.exists():
        shutil.copytree(playground, site / "playground", dirs_exist_ok=True)


def with_links_of_twin(markdown: str, source: str, site: Path) -> str:
    """The text of a page with links that lead from its twin to the twins of other pages, and to files."""
    here = pages[source][0]

    def link(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), match[1]))
        if target in pages:
            target = posixpath.join(pages[target][0], "index.md")
        elif not (site / target).is_file():
            return match[0]
        return f"]({posixpath.relpath(target, here or '.')}{match[2] or ''})"

    return re.sub(r"\]\((?![\w+.-]+:)([^)#\s]+)(#[^)\s]*)?\)", link, markdown)


def controls() -> str:
    """The table of controls in README.md."""
    section = (ROOT / "README.md").read_text().split("## Controls\n", 1)[1].split("\n## ", 1)[0]
    return "# Controls\n" + section


def readme(package: str, title: str) -> str:
    """The README of a package, as a page."""
    text = (ROOT / package / "README.md").read_text()
    return without_links_into_the_repository(re.sub(r"\A# .+", f"# {title}", text))


def without_links_into_the_repository(markdown: str) -> str:
    """The text with links to files outside docs/ turned into code."""
    return re.sub(r"\[`?([^\]`]+)`?\]\((?!https?:|#)(?![\w-]+\.md(?:#[\w-]+)?\))[^)]*\)", r"`\1`", markdown).replace(
        "[FIDELITY.md](FIDELITY.md)", "[Fidelity](fidelity.md)"
    )
