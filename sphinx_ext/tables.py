"""Makes tables of plain text, for the directives that show results as rows."""

import datetime
from collections.abc import Iterable, Sequence

from docutils import nodes


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], name: str) -> nodes.table:
    """Return a table with a row of headings; ``name`` is its class."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in headings), cols=len(headings))
    group += nodes.thead("", cells(headings))
    group += nodes.tbody("", *(cells(row) for row in rows))
    return nodes.table("", group, classes=[name])


def cells(texts: Sequence[str]) -> nodes.row:
    """Return one row, a paragraph in each cell."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in texts))


def day(date: str) -> str:
    """Return an ISO date as a reader writes it, such as ``31 January 2026``."""
    found = datetime.date.fromisoformat(date)
    return f"{found.day} {found:%B %Y}"
