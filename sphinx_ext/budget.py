"""Fails the build where a page has grown too heavy for a phone: a budget for each kind of file.

What is counted is what travels, packed, when a page is opened: its HTML, the style sheets, scripts
and pictures that it names, and the modules that its scripts import at once.
What the lab loads later is measured by ``make bench-lab``.
``.. budget::`` shows the budgets, and the pages that may weigh more.
"""

import gzip
import re
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from sphinx_ext.tables import table

logger = logging.getLogger(__name__)

KINDS = {
    "css": re.compile(r'<link\b(?=[^>]*rel="stylesheet")[^>]*href="([^":#?]+)'),
    "js": re.compile(r'<script\b[^>]*src="([^":#?]+)'),
    "image": re.compile(r'<(?:img|link(?=[^>]*rel="[^"]*icon"))\b[^>]*(?:src|href)="([^":#?]+)'),
}
IMPORTED = re.compile(r'\b(?:from|import)\s*"(\.[^"]+)"')  # Not those of import(), for later.
# Kibibytes, packed. Furo's own page is 48 with its scripts and style sheets.
BUDGET = {"html": 16, "css": 20, "js": 21, "image": 2, "page": 54}
# As a reader knows these kinds.
SAID = {
    "html": "the page itself",
    "css": "its style sheets",
    "js": "its scripts",
    "image": "its pictures",
    "page": "all that opening it takes",
}
# What is no page to read, and what holds more than one page's worth on purpose, with the reason.
LARGER: dict[str, tuple[dict[str, int], str]] = {
    "deploy/server-runs": ({"html": 18}, "what nine servers said to eighteen questions"),
    "explain/index": ({"html": 18}, "six files, explained beforehand"),
    "errors/index": ({"html": 20}, "every error, so that a pasted traceback is found"),
    "protocol/watch": ({"html": 24, "css": 21, "page": 60}, "eighteen recordings"),
    "reference/api": ({"html": 21}, "every module"),
    "search": ({"js": 100, "page": 125}, "the whole index"),
}


def allowed(page: str) -> dict[str, int]:
    """Return the budget of a page."""
    larger, _reason = LARGER.get(page, ({}, ""))
    return BUDGET | larger


def note_start(app: Sphinx) -> None:
    """Remember when the build began."""
    app.build_began = time.time()  # type: ignore[attr-defined]


def written(app: Sphinx) -> Iterator[str]:
    """Yield the names of the pages that this build has written, in whichever of its processes."""
    folder = Path(app.outdir)
    for file in sorted(folder.rglob("*.html")):
        page = file.relative_to(folder).with_suffix("").as_posix()
        if not page.startswith("_") and file.stat().st_mtime >= app.build_began:  # type: ignore[attr-defined]
            yield page


@cache
def packed(file: Path) -> int:
    """Return how many bytes of a file travel; a file of another site weighs nothing here."""
    return len(gzip.compress(file.read_bytes(), 6)) if file.is_file() else 0


@cache
def imported(script: Path) -> frozenset[Path]:
    """Return the modules that a script imports before it runs, and those that they import."""
    if not script.is_file():
        return frozenset()
    names = IMPORTED.findall(script.read_text(encoding="utf-8"))
    modules = frozenset((script.parent / name).resolve() for name in names)
    return modules.union(*map(imported, modules))


def weights(folder: Path, page: str) -> Counter[str]:
    """Return the bytes that opening a page takes, by kind, and together as ``page``."""
    file = folder / f"{page}.html"
    html = file.read_text(encoding="utf-8")
    found = Counter(html=len(gzip.compress(html.encode(), 6)))
    for kind, pattern in KINDS.items():
        files = {(file.parent / name).resolve() for name in pattern.findall(html)}
        if kind == "js":
            files = files.union(*map(imported, files))
        found[kind] = sum(map(packed, files))
    found["page"] = found.total()
    return found


def weigh(app: Sphinx, failure: Exception | None) -> None:
    """Warn of each page that is over its budget, with what it weighs."""
    if failure or app.builder.name != "html":
        return
    packed.cache_clear()
    imported.cache_clear()
    for page in written(app):
        budget = allowed(page)
        for kind, weight in weights(Path(app.outdir), page).items():
            if weight > 1024 * budget[kind]:
                logger.warning(
                    "%s: %s weighs %.1f KiB packed, %s allowed; make it lighter, or say in "
                    "sphinx_ext/budget.py why it may weigh that",
                    page, kind, weight / 1024, budget[kind],
                )  # fmt: skip


class Budget(SphinxDirective):
    """The ``budget`` directive."""

    def run(self) -> list[nodes.Node]:
        """Return a table of the budgets, and a list of the pages that may weigh more."""
        self.env.note_dependency(__file__)
        rows = [[SAID[kind], str(most)] for kind, most in BUDGET.items()]
        larger = self.parse_text_to_nodes("\n".join(map(exception, LARGER)))
        return [table(("What travels", "KiB at most"), rows, "budget"), *larger]


def exception(page: str) -> str:
    """Return a line of a list: a page that may weigh more, how much, and why."""
    larger, reason = LARGER[page]
    link = "the search" if page == "search" else f":doc:`/{page}`"
    more = ", ".join(f"{most} for {SAID[kind]}" for kind, most in larger.items())
    return f"* {link}: {more} ({reason})."


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the scales."""
    app.add_directive("budget", Budget)
    app.connect("builder-inited", note_start)
    app.connect("build-finished", weigh)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
