"""Shows what Python does in the lab beside what it does on CPython: ``.. lab-semantics::``.

The rows are the programs of ``lab/semantics.toml``; a test runs each in both, so what the page says
that they print is what they print.
"""

import tomllib
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from sphinx_ext.proofs import FILE

TABLE = "lab/semantics.toml"

Row = dict[str, str]


class LabSemantics(SphinxDirective):
    """The ``lab-semantics`` directive: ``same`` or ``different``, as its argument says."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a table of the programs that print the same, or each of the others."""
        file = Path(self.config.lab_semantics)
        self.env.note_dependency(str(file))
        rows: list[Row] = tomllib.loads(file.read_text(encoding="utf-8"))["behaviour"]
        same = [row for row in rows if "in_lab" not in row]
        match self.arguments[0]:
            case "same":
                return [table(same)]
            case "different":
                return [node for row in rows if row not in same for node in told(row)]
        raise self.error(f"lab-semantics: {self.arguments[0]!r}; there is same and different.")


def table(rows: list[Row]) -> nodes.table:
    """Return a table of what holds, and of what is printed for it."""
    group = nodes.tgroup("", nodes.colspec(colwidth=3), nodes.colspec(colwidth=2), cols=2)
    head = [nodes.entry("", nodes.paragraph("", text)) for text in ("What holds", "Both print")]
    group += nodes.thead("", nodes.row("", *head))
    group += nodes.tbody("", *(nodes.row("", *cells(row)) for row in rows))
    return nodes.table("", group, classes=["lab-semantics"])


def cells(row: Row) -> list[nodes.entry]:
    """Return what a program shows, and its lines."""
    lines = row["prints"].splitlines()
    printed = nodes.line_block("", *(nodes.line("", "", nodes.literal("", text)) for text in lines))
    return [nodes.entry("", nodes.paragraph("", row["name"])), nodes.entry("", printed)]


def told(row: Row) -> list[nodes.Node]:
    """Return the program that prints something else, what each prints, and why."""
    return [
        nodes.paragraph("", f"On CPython {row['name']}."),
        listing(row["code"], "python"),
        nodes.paragraph("", "CPython prints:"),
        listing(row["prints"], "text"),
        nodes.paragraph("", "The lab prints:"),
        listing(row["in_lab"], "text"),
        nodes.paragraph("", row["because"]),
    ]


def listing(text: str, language: str) -> nodes.literal_block:
    """Return a block of the table; tests/test_lab_semantics.py runs each program."""
    return nodes.literal_block(text, text.strip("\n"), language=language, proof=FILE)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register ``lab-semantics``."""
    app.add_config_value("lab_semantics", str(Path(app.confdir) / TABLE), "env", frozenset({str}))
    app.add_directive("lab-semantics", LabSemantics)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
