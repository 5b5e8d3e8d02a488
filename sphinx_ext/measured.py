"""Shows what was measured: a chart, the same numbers as a table, and when and where.

.. code-block:: rst

   .. measured:: requests/cpu
      :series: view
      :where: middleware = default, concurrency = 10
      :rows: gunicorn sync, uvicorn

      Processor time of the server for one request

``requests`` is a file of ``bench/results/`` and ``cpu`` one of its quantities. The first
dimension of the file makes the rows, ``series`` names the one that makes the columns, and
``where`` the values of the others; ``rows`` chooses among the rows. The content is the caption.

In a sentence, ``:measured:`requests/cpu/uvicorn/sync/default/10``` is one number of them: a file,
a quantity, and the name of a cell. Ratios are to the baseline that the file names.
"""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from bench import results
from bench.results import Figure, Result
from sphinx_ext.assets import load_where_used
from sphinx_ext.charts import Row, draw
from sphinx_ext.proofs import MEASURED

METHOD = "/asgi-and-wsgi/how-measured"
NO_CELL = "not measured"


class measured(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes this way
    """A chart, its numbers and its origin."""


class measured_caption(nodes.Part, nodes.TextElement):  # noqa: N801
    """What the chart shows."""


class measured_numbers(nodes.Part, nodes.Element):  # noqa: N801
    """The table of the numbers, closed until the reader opens it."""


class UnmeasuredError(Exception):
    """What a page asks for was never measured; the text says what to do."""


def found(env: BuildEnvironment, name: str, quantity: str) -> Result:
    """Return the results called ``name``; the page is built again when they change."""
    file = results.RESULTS / f"{name}.json"
    for dependency in (file, Path(results.__file__)):
        env.note_dependency(str(dependency))
    try:
        result = results.load(name)
    except FileNotFoundError:
        raise UnmeasuredError(f"Nobody has measured {name!r}; run make bench.") from None
    if quantity not in result.quantities:
        known = ", ".join(result.quantities)
        raise UnmeasuredError(f"{name} has no quantity {quantity!r}; it has {known}.")
    return result


def pairs(argument: str) -> dict[str, str]:
    """Accept ``name = value`` pairs, separated by commas."""
    parts = [part.partition("=") for part in directives.unchanged_required(argument).split(",")]
    return {name.strip(): value.strip() for name, _, value in parts}


def names(argument: str) -> list[str]:
    """Accept names, separated by commas."""
    return [name.strip() for name in directives.unchanged_required(argument).split(",")]


class Measured(SphinxDirective):
    """Shows one quantity of one file of results."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "series": directives.unchanged_required,
        "where": pairs,
        "rows": names,
    }

    def run(self) -> list[nodes.Node]:
        """Return the figure."""
        name, _, quantity = self.arguments[0].partition("/")
        self.assert_has_content()
        try:
            result = found(self.env, name, quantity)
            series, rows = self.chosen(result, quantity)
        except UnmeasuredError as error:
            raise self.error(str(error)) from error
        caption = " ".join(self.content)
        chart = draw(rows, series, caption, one=self.one(result, quantity))
        figure = measured("", proof=MEASURED)
        figure.source, figure.line = self.get_source_info()
        figure += measured_caption(caption, "", *self.parse_inline(caption)[0])
        figure += nodes.raw("", chart, format="html")
        figure += measured_numbers("", table(result, rows, series))
        figure += nodes.paragraph("", "", *self.origin(result, rows), classes=["measured-origin"])
        return [figure]

    def chosen(self, result: Result, quantity: str) -> tuple[list[str], list[Row]]:
        """Return the names of the series, and the rows with a figure for each of them."""
        first, *_ = result.dimensions
        where, by = self.options.get("where", {}), self.options.get("series", "")
        missing = result.dimensions.keys() - {first, by, *where}
        if missing or by not in result.dimensions:
            unclear = ", ".join(sorted(missing)) or by
            raise UnmeasuredError(f"Say with series or where what {unclear!r} is.")
        columns, named = result.distinct(by), self.options.get("rows") or result.distinct(first)
        rows = []
        for name in named:
            keys = [result.key({first: name, by: column} | where) for column in columns]
            figures = [figure_of(result, quantity, key) for key in keys]
            rows.append(Row(result.words({first: name}), figures))
        if not all(any(row.figures) for row in rows):
            empty = ", ".join(row.name for row in rows if not any(row.figures))
            raise UnmeasuredError(f"{result.name} holds nothing of {empty}; run make bench.")
        return [result.words({by: column}) for column in columns], rows

    def one(self, result: Result, quantity: str) -> str:
        """Return what is 1, in words."""
        baseline = result.quantities[quantity]["baseline"]
        return result.words(baseline) if baseline else ""

    def origin(self, result: Result, rows: list[Row]) -> list[nodes.Node]:
        """Return when, where and with what this was measured, with a link to the method."""
        machine, rounds = result.machine, result.method["rounds"]
        day = datetime.date.fromisoformat(result.date)
        words = (
            f"on {day.day} {day:%B %Y} with {versions(result, rows)} on {machine['cores']} cores "
            f"({machine['processor']}, {machine['system']}, Python {machine['python']}; "
            f"load {result.load_before[0]} before): :doc:`how it is measured <{METHOD}>`."
        )
        kind = f"The median of {rounds} rounds, with the lowest and the highest, measured "
        if rounds == 1:
            kind = "Measured "
        if result.quick:
            kind = "**A quick trial of one short round, and no measurement**, made "
        return self.parse_inline(kind + words)[0]


def figure_of(result: Result, quantity: str, key: str) -> Figure | None:
    """Return a figure, or None where the cell was left out."""
    try:
        return result.figure(quantity, key)
    except KeyError:
        return None


def versions(result: Result, rows: list[Row]) -> str:
    """Return Django, what builds the pages, and the servers among the rows, with their versions."""
    programs = ["django", "sphinx", "furo", *(row.name.partition(" ")[0] for row in rows)]
    known = [program for program in dict.fromkeys(programs) if program in result.versions]
    return ", ".join(f"{program.capitalize()} {result.versions[program]}" for program in known)


def table(result: Result, rows: list[Row], series: list[str]) -> nodes.table:
    """Return the numbers with their spread: a line for each row, a column for each series."""
    group = nodes.tgroup("", cols=len(series) + 1)
    group += [nodes.colspec(colwidth=24) for _ in range(len(series) + 1)]
    first, *_ = result.dimensions
    group += nodes.thead("", line([first, *series]))
    group += nodes.tbody("", *(line([row.name, *map(in_words, row.figures)]) for row in rows))
    return nodes.table("", group, classes=["measured-table"])


def line(cells: list[str]) -> nodes.row:
    """Return one line of a table."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))


def in_words(figure: Figure | None) -> str:
    """Return a figure with its spread, and what went wrong while it was measured."""
    if figure is None:
        return NO_CELL
    spread = f" ({figure.spread()})" if figure.low < figure.high else ""
    return f"{figure.text()}{spread}" + (f", {figure.errors} errors" if figure.errors else "")


class MeasuredRole(SphinxRole):
    """One number in a sentence."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number, or an error that names what is missing."""
        name, quantity, key = (*self.text.split("/", 2), "", "")[:3]
        try:
            result = found(self.env, name, quantity)
            return [nodes.inline("", result.figure(quantity, key).text())], []
        except UnmeasuredError as error:
            complaint = str(error)
        except KeyError:
            complaint = f"{name} holds no {key!r}; run make bench."
        message = self.inliner.reporter.error(complaint, line=self.lineno)
        return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]


# HTML -------------------------------------------------------------------------


def visit_measured(translator: HTML5Translator, node: measured) -> None:
    """Open the figure."""
    translator.body.append(translator.starttag(node, "figure", CLASS="measured"))


def depart_measured(translator: HTML5Translator, _node: measured) -> None:
    """Close the figure."""
    translator.body.append("</figure>\n")


def visit_caption(translator: HTML5Translator, node: measured_caption) -> None:
    """Open the caption."""
    translator.body.append(translator.starttag(node, "figcaption", ""))


def depart_caption(translator: HTML5Translator, _node: measured_caption) -> None:
    """Close the caption."""
    translator.body.append("</figcaption>\n")


def visit_numbers(translator: HTML5Translator, node: measured_numbers) -> None:
    """Open what the reader opens."""
    translator.body.append(translator.starttag(node, "details"))
    translator.body.append("<summary>The numbers as a table</summary>\n")


def depart_numbers(translator: HTML5Translator, _node: measured_numbers) -> None:
    """Close it."""
    translator.body.append("</details>\n")


# Other formats ----------------------------------------------------------------


def write_plainly(app: Sphinx, doctree: nodes.document, _page: str) -> None:
    """Give every format but HTML the table instead of the chart."""
    if app.builder.format == "html" and app.builder.name != "epub":
        return
    for figure in list(doctree.findall(measured)):
        caption, _chart, numbers, origin = figure.children
        assert isinstance(caption, nodes.Element)  # noqa: S101 - as Measured.run made them.
        assert isinstance(numbers, nodes.Element)  # noqa: S101
        figure.replace_self([nodes.paragraph("", "", *caption.children), *numbers.children, origin])


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register ``measured``, the directive and the role, and its style sheet."""
    app.add_node(measured, html=(visit_measured, depart_measured))
    app.add_node(measured_caption, html=(visit_caption, depart_caption))
    app.add_node(measured_numbers, html=(visit_numbers, depart_numbers))
    app.add_directive("measured", Measured)
    app.add_role("measured", MeasuredRole())
    app.connect("doctree-resolved", write_plainly)
    load_where_used(app, measured, css="measured.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
