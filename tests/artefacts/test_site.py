"""The built documentation site: Markdown twins, llms.txt, internal links, and no requests to other hosts."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import paths

SITE = paths.BUILD / "site"


class Links(HTMLParser):
    """Collects the targets of links, images and scripts, and the anchors of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src"} and value:
                self.targets.append(value)
            if name in {"id", "name"} and value:
                self.anchors.add(value)


def pages() -> dict[Path, Links]:
    found = {page: Links(page.read_text()) for page in SITE.rglob("*.html") if "playground" not in page.parts}
    assert len(found) > 20, "the site is not built: run `make docs`"
    return found


def test_each_page_has_a_markdown_twin() -> None:
    missing = [page for page in pages() if page.name == "index.html" and not page.with_suffix(".md").exists()]

    assert missing == []


def test_llms_txt_lists_every_page() -> None:
    listed = re.findall(r"\]\(([^)]+)\)", (SITE / "llms.txt").read_text())

    assert [twin for twin in listed if not (SITE / twin).exists()] == []
    assert len(listed) == len([page for page in pages() if page.name == "index.html"])


def test_internal_links_lead_somewhere() -> None:
    found = pages()
    broken = []
    for page, links in found.items():
        base = "/" + page.relative_to(SITE).as_posix()
        for target in links.targets:
            parts = urlsplit(urljoin(base, target))
            if parts.scheme or parts.netloc or page.name == "404.html":
                continue
            path = SITE / unquote(parts.path).lstrip("/")
            path = path / "index.html" if path.is_dir() else path
            if not path.exists() or (parts.fragment and path in found and parts.fragment not in found[path].anchors):
                broken.append(f"{base}: {target}")

    assert broken == []


def test_nothing_is_loaded_from_other_hosts() -> None:
    html = "".join(page.read_text() for page in SITE.rglob("*.html"))

    assert re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="https?://[^"]+', html) == []
