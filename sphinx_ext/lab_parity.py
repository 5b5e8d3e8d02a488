"""Shows in which browsers the examples print what the pages say: ``.. lab-parity::``.

The figures are those of ``bench/results/parity.json``, which ``make lab-test`` writes: a row for
each engine and Django. Below the table stand the blocks that are left out, each with its reason.
"""

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from sphinx_ext.tables import day, table

RESULTS = "bench/results/parity.json"
# As a reader knows them.
ENGINES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKitGTK"}
HEADINGS = ("Browser", "Django", "As documented", "Run on")

Row = dict[str, Any]


class LabParity(SphinxDirective):
    """The ``lab-parity`` directive."""

    def run(self) -> list[nodes.Node]:
        """Return the table, and the blocks that are left out."""
        file = Path(self.config.lab_parity_results)
        self.env.note_dependency(str(file))
        try:
            rows: list[Row] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            complaint = f"lab-parity: {file.name}: {error}. Write it with make lab-test."
            raise self.error(complaint) from error
        return [table(HEADINGS, map(figures, rows), "lab-parity"), *self.reasons(rows)]

    def reasons(self, rows: list[Row]) -> list[nodes.Node]:
        """Return a list of the blocks that do not run or differ, with a link to each page."""
        left_out = {
            (each["page"], each["reason"], "" if kind == "exceptions" else where(row))
            for row in rows
            for kind in ("exceptions", "known")
            for each in row[kind]
        }
        if not left_out:
            return []
        items = [self.item(*each) for each in sorted(left_out)]
        return [nodes.bullet_list("", *items)]

    def item(self, page: str, reason: str, place: str) -> nodes.list_item:
        """Return one of them."""
        link = addnodes.pending_xref(
            "", nodes.inline(text=page), refdomain="std", reftype="doc", reftarget=f"/{page}",
            refexplicit=False, refwarn=True, refdoc=self.env.docname,
        )  # fmt: skip
        self.set_source_info(link)
        text = nodes.Text(f"{f' ({place})' if place else ''}: {reason}.")
        return nodes.list_item("", nodes.paragraph("", "", link, text))


def where(row: Row) -> str:
    """Return the browser and the Django of a row."""
    return f"{ENGINES[row['engine']]}, Django {row['django']}"


def figures(row: Row) -> list[str]:
    """Return the cells of a row."""
    left_out = (("exceptions", "not in a browser"), ("known", "differing"))
    counts = [f"{row['same']} of {row['blocks']}"]
    counts += [f"{len(row[kind])} {what}" for kind, what in left_out if row[kind]]
    version = ".".join(row["version"].split(".")[:2])
    engine = f"{ENGINES[row['engine']]} {version}"
    return [engine, row["django"], ", ".join(counts), day(row["date"])]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register ``lab-parity``."""
    file = str(Path(app.confdir) / RESULTS)
    app.add_config_value("lab_parity_results", file, "env", types=frozenset({str}))
    app.add_directive("lab-parity", LabParity)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
