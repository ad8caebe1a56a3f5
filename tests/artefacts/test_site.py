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


def test_internal_links_resolve() -> None:
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


def test_links_of_twins_lead_to_twins() -> None:
    found = pages()
    checked, broken = 0, []
    for twin in SITE.rglob("index.md"):
        text = re.sub(r"^( *)```.*?^\1```$|`[^`\n]+`", "", twin.read_text(), flags=re.DOTALL | re.MULTILINE)
        for target in re.findall(r"\]\(([^)\s]+)\)|(?:href|src)=\"([^\"]+)\"", text):
            parts = urlsplit(target[0] or target[1])
            if parts.scheme or parts.netloc:
                continue
            checked += 1
            path = twin.parent / unquote(parts.path) if parts.path else twin
            path = path / "index.html" if path.is_dir() else path
            page = found.get(path.resolve().with_suffix(".html"))
            if not path.is_file() or (page and parts.fragment and parts.fragment not in page.anchors):
                broken.append(f"{twin.relative_to(SITE)}: {target[0] or target[1]}")

    assert broken == []
    assert checked > 50


def test_nothing_is_loaded_from_other_hosts() -> None:
    html = "".join(page.read_text() for page in SITE.rglob("*.html"))

    assert re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="https?://[^"]+', html) == []


def test_the_javascript_reference_has_each_member_of_the_controls_table() -> None:
    rows = [line.split(" | ") for line in (SITE / "controls" / "index.md").read_text().splitlines() if " | " in line]
    named = {name for row in rows for name in re.findall(r"\bfake\.(\w+)", row[-1])}
    reference = (SITE / "reference" / "javascript" / "index.md").read_text()
    members = reference.split("\n## FakeSecretsManager\n")[1].split("\n## ")[0]
    documented = set(re.findall(r"^### (\w+)$", members, re.MULTILINE))

    assert len(named) > 25
    assert named - documented - {"createSecret"} == set()


def test_the_javascript_reference_has_no_internal_names_and_describes_each_member() -> None:
    reference = (SITE / "reference" / "javascript" / "index.md").read_text()
    options = reference.split("\n## FakeSecretsManagerOptions\n")[1].split("\n## ")[0]

    assert (
        re.findall(r"^#+ (checkOptions|checkWhere|attempts|kmsKeyOptions|seedNumber)$", reference, re.MULTILINE) == []
    )
    assert set(re.findall(r"^- `(\w+)\?:", options, re.MULTILINE)) >= {"region", "secrets", "seedFile", "strict"}


def test_the_site_has_the_readme_of_each_package() -> None:
    for folder, page in (("python", "python"), ("npm", "javascript")):
        headings = re.findall(r"^## .+$", (paths.ROOT / folder / "README.md").read_text(), re.MULTILINE)
        shown = (SITE / page / "index.md").read_text()

        assert len(headings) > 5
        assert [heading for heading in headings if heading not in shown] == []
