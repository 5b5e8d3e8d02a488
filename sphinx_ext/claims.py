"""Gives a statement its verdict, and counts the verdicts of the pages below the one that asks.

.. code-block:: rst

   "It replaces ``wsgi.py``"
   -------------------------

   .. verdict:: misleading 3

The title is the statement, and the number says how many of the statements read say the same.
Below it stands the run that decides it, or a link to one.

.. code-block:: rst

   .. verdict-counts::

   .. most-repeated:: 10
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata

VERDICTS = ("true", "true if", "misleading", "false")


class verdict_summary(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes this way
    """Stands where a page sums up the verdicts, until all pages are read."""


@dataclass(frozen=True)
class Claim:
    """One statement: where it stands, what it says, the verdict, and how many say the same."""

    page: str
    anchor: str
    title: nodes.title
    verdict: str
    said: int


class Verdict(SphinxDirective):
    """The ``verdict`` directive: one of four, and a number."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the verdict in words."""
        found, _space, number = self.arguments[0].rpartition(" ")
        if found not in VERDICTS or not number.isdigit():
            known = ", ".join(VERDICTS)
            raise self.error(f"{self.name}: write one of {known}, and how many say the same.")
        text = [nodes.strong("", in_words(found)), nodes.Text(f" (said {times(int(number))})")]
        return [nodes.paragraph("", "", *text, verdict=found, said=int(number))]


def in_words(found: str) -> str:
    """Return a verdict as a reader meets it."""
    return found.capitalize() + (" …" if found == "true if" else "")


def times(number: int) -> str:
    """Return a number of times in words."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


class VerdictCounts(SphinxDirective):
    """The ``verdict-counts`` directive."""

    def run(self) -> list[nodes.Node]:
        """Return a mark; Sphinx writes the page again when a page of its toctree has changed."""
        return [verdict_summary(most=0)]


class MostRepeated(SphinxDirective):
    """The ``most-repeated`` directive; its argument says how many."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a mark."""
        return [verdict_summary(most=int(self.arguments[0]))]


def claims(env: BuildEnvironment, index: str) -> Iterator[Claim]:
    """Yield every statement with a verdict on the pages of the toctree of a page, in its order."""
    for page in env.toctree_includes.get(index, []):
        for node in env.get_doctree(page).findall(nodes.paragraph):
            section = node.parent
            if "verdict" not in node:
                continue
            assert isinstance(section, nodes.section)  # noqa: S101 - a verdict stands in one.
            title = section[0]
            assert isinstance(title, nodes.title)  # noqa: S101
            yield Claim(page, section["ids"][0], title, node["verdict"], node["said"])


def sum_up(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put the table or the list where a page asks for it."""
    for mark in list(doctree.findall(verdict_summary)):
        found = list(claims(app.env, page))
        most = mark["most"]
        mark.replace_self(repeated(app, page, found, most) if most else table(found))


def table(found: list[Claim]) -> nodes.table:
    """Return a line for each verdict, and one for all."""
    rows = [["All", str(len(found)), str(sum(claim.said for claim in found))]]
    for one in reversed(VERDICTS):
        those = [claim for claim in found if claim.verdict == one]
        rows.insert(0, [in_words(one), str(len(those)), str(sum(claim.said for claim in those))])
    group = nodes.tgroup("", *(nodes.colspec(colwidth=w) for w in (40, 30, 30)), cols=3)
    group += nodes.thead("", row(["Verdict", "Statements here", "Statements read"]))
    group += nodes.tbody("", *map(row, rows))
    return nodes.table("", group, classes=["verdict-counts"])


def row(cells: list[str]) -> nodes.row:
    """Return one line of plain text."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))


def repeated(app: Sphinx, page: str, found: list[Claim], most: int) -> nodes.enumerated_list:
    """Return the statements that most say, each with its verdict and a link."""
    ranked = sorted(found, key=lambda claim: -claim.said)[:most]
    items = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".")
    for claim in ranked:
        words = [child.deepcopy() for child in claim.title.children]
        place = make_refnode(app.builder, page, claim.page, claim.anchor, words)
        text: list[Any] = [
            place,
            nodes.Text(f": {in_words(claim.verdict).lower()}, said {times(claim.said)}."),
        ]
        items += nodes.list_item("", nodes.paragraph("", "", *text))
    return items


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives, and the node that they replace."""
    app.add_node(verdict_summary)
    app.add_directive("verdict", Verdict)
    app.add_directive("verdict-counts", VerdictCounts)
    app.add_directive("most-repeated", MostRepeated)
    app.connect("doctree-resolved", sum_up)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
