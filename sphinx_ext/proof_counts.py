"""Counts the proofs of all pages: in ``proofs.json``, and where ``.. proof-counts::`` stands.

With ``:brief:`` the counts are one line of figures, as on the home page.
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from sphinx_ext.overview import note, watch
from sphinx_ext.proofs import EXAMPLE, KINDS, NOT_RUN, blocks_by_page

TEST = re.compile(r"^(?:(?:async )?def test_|test\()", re.MULTILINE)  # In Python, in JavaScript.


def tests_in(folder: Path) -> int:
    """Return how many tests stand in ``folder``; one that runs with many inputs counts once."""
    files = [*folder.glob("test_*.py"), *folder.glob("js/*.test.js")]
    return sum(len(TEST.findall(file.read_text(encoding="utf-8"))) for file in files)


def counts(app: Sphinx) -> dict[str, Any]:
    """Return the figures of ``proofs.json``."""
    pages = blocks_by_page(app.env)
    every = [(page, block) for page in sorted(pages) for block in pages[page]]
    kinds = Counter(block.kind for _, block in every if block.kind)
    return {
        "pages": len(pages),
        "blocks": {kind: kinds[kind] for kind in KINDS},
        "examples": sum(block.examples for _, block in every),
        "pages_with_examples": len({page for page, block in every if block.examples}),
        "unproved": sum(block.kind is None for _, block in every),
        "tests": tests_in(Path(app.confdir) / "tests"),
        "not_run": [
            {"page": page, "line": block.line, "reason": block.reason}
            for page, block in every
            if block.kind == NOT_RUN
        ],
    }


class proof_counts(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes this way
    """Stands where a page shows the counts, until all pages are read."""


class ProofCounts(SphinxDirective):
    """Shows the counts of the whole site as a table, or in brief."""

    option_spec: ClassVar[OptionSpec] = {"brief": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return a mark; the counts are known when every page has been read."""
        note(self.env, "counts")
        return [proof_counts(brief="brief" in self.options)]


def show_counts(app: Sphinx, doctree: nodes.document, _page: str) -> None:
    """Put the table of counts where a page asks for it."""
    for mark in list(doctree.findall(proof_counts)):
        figures = counts(app)
        mark.replace_self(brief(figures) if mark["brief"] else [summary(figures), table(figures)])


def brief(figures: dict[str, Any]) -> nodes.bullet_list:
    """Return the counts as a list of figures, each with its word."""
    told = {
        "pages": figures["pages"],
        "code blocks": sum(figures["blocks"].values()),
        "without a proof": figures["unproved"],
        "Python examples": figures["examples"],
        "blocks to run here": figures["blocks"][EXAMPLE],
        "tests": figures["tests"],
    }
    items = [
        nodes.paragraph("", "", nodes.strong(text=f"{number:,}"), nodes.Text(f" {word}"))
        for word, number in told.items()
    ]
    return nodes.bullet_list("", *(nodes.list_item("", each) for each in items), classes=["counts"])


def summary(figures: dict[str, Any]) -> nodes.paragraph:
    """Return the counts as one sentence."""
    blocks = sum(figures["blocks"].values())
    text = (
        f"{figures['pages']} pages with {blocks} code blocks; "
        f"{figures['pages_with_examples']} of the pages hold {figures['examples']} examples."
    )
    return nodes.paragraph("", text)


def table(figures: dict[str, Any]) -> nodes.table:
    """Return the counts as a table: kind, blocks, what proves them."""
    rows = [[kind, str(figures["blocks"][kind]), what] for kind, what in KINDS.items()]
    rows.append(["none", str(figures["unproved"]), "Fails the build."])
    group = nodes.tgroup("", *(nodes.colspec(colwidth=w) for w in (20, 12, 68)), cols=3)
    group += nodes.thead("", row(["Kind", "Blocks", "What proves it"]))
    group += nodes.tbody("", *map(row, rows))
    return nodes.table("", group, classes=["proof-counts"])


def row(cells: list[str]) -> nodes.row:
    """Return one table row of plain text."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))


def write_counts(app: Sphinx, error: Exception | None) -> None:
    """Write ``proofs.json`` beside the finished pages."""
    if error is None and app.builder.name == "html":
        text = json.dumps(counts(app), indent=2) + "\n"
        (Path(app.outdir) / "proofs.json").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register ``proof-counts`` and write ``proofs.json``."""
    app.setup_extension("sphinx_ext.proofs")
    app.add_node(proof_counts)
    app.add_directive("proof-counts", ProofCounts)
    watch(app, "counts", counts)
    app.connect("doctree-resolved", show_counts)
    app.connect("build-finished", write_counts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
