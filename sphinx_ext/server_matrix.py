"""Shows what ``make matrix`` found out about the servers: tables, and the runs behind each cell.

.. code-block:: rst

   .. server-matrix:: stopping
      :servers: uvicorn, daphne

   .. server-runs:: stopping

   .. server-versions::

The theme is one of ``bench/results/servers.json``; ``:servers:`` may leave some of them out.
Each cell of a table links to its run, which ``server-runs`` shows under a heading of its own.
"""

import json
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from sphinx_ext.assets import load_where_used
from sphinx_ext.proofs import MEASURED

RESULTS = "bench/results/servers.json"


class server_matrix(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes this way
    """A table that scrolls sideways where it is too wide; its one child is the table."""


def label(server: str, probe: str) -> str:
    """Return the name of a run, which is its anchor too."""
    return nodes.make_id(f"run-{server}-{probe}")


class Results(SphinxDirective):
    """What the directives share: the results, read from the file, and checked names."""

    def results(self) -> dict[str, Any]:
        """Return the results; a change to them rebuilds the page."""
        file = Path(self.config.server_matrix_results)
        self.env.note_dependency(str(file))
        try:
            results: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise self.error(
                f"{self.name}: {file.name}: {error}. Write it with make matrix."
            ) from error
        return results

    def known(self, kind: str, names: list[str], among: list[str]) -> list[str]:
        """Return ``names``; raise an error that lists what there is if one is not among them."""
        for name in names:
            if name not in among:
                told = f"there is no {kind} {name!r}; there are: {', '.join(among)}"
                raise self.error(f"{self.name}: {told}.")
        return names

    def probes(self, results: dict[str, Any]) -> list[str]:
        """Return the questions of the theme that the argument names."""
        theme, *_ = self.known("theme", self.arguments[:1], list(results["themes"]))
        probes: list[str] = results["themes"][theme]
        return probes

    def servers(self, results: dict[str, Any]) -> list[str]:
        """Return the servers that the option names, or all."""
        every = list(results["cells"])
        named = [name.strip() for name in self.options.get("servers", "").split(",")]
        return self.known("server", named, every) if named != [""] else every


class ServerMatrix(Results):
    """The ``server-matrix`` directive: a table of one theme, a server in each row."""

    required_arguments = 1
    option_spec: ClassVar[OptionSpec] = {"servers": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        results = self.results()
        probes, servers = self.probes(results), self.servers(results)
        titles = [results["probes"][probe]["title"] for probe in probes]
        group = nodes.tgroup("", *columns(len(probes)), cols=len(probes) + 1)
        group += nodes.thead("", row([nodes.Text(text) for text in ("Server", *titles)]))
        group += nodes.tbody("", *(self.answers(results, name, probes) for name in servers))
        name = f"Server matrix: {self.arguments[0]}"
        node = server_matrix("", nodes.table("", group), name=name, proof=MEASURED)
        self.set_source_info(node)
        return [node]

    def answers(self, results: dict[str, Any], server: str, probes: list[str]) -> nodes.row:
        """Return the row of ``server``: each answer links to its run."""
        cells = results["cells"][server]
        if missing := [probe for probe in probes if probe not in cells]:
            told = f"{server} has not been asked: {', '.join(missing)}. Run make matrix"
            raise self.error(f"{self.name}: {told}.")
        links = [self.link(label(server, name), cells[name]["answer"]) for name in probes]
        return row([nodes.Text(server), *links])

    def link(self, target: str, answer: str) -> addnodes.pending_xref:
        """Return ``answer`` as a link to its run, wherever ``server-runs`` shows it."""
        link = addnodes.pending_xref(
            "", nodes.inline(text=answer), refdomain="std", reftype="ref", reftarget=target,
            refexplicit=True, refwarn=True, refdoc=self.env.docname,
        )  # fmt: skip
        self.set_source_info(link)
        return link


def columns(count: int) -> list[nodes.colspec]:
    """Return the columns of the table; the first holds headings."""
    return [nodes.colspec(colwidth=1, stub=1), *(nodes.colspec(colwidth=2) for _ in range(count))]


def row(cells: list[nodes.Node]) -> nodes.row:
    """Return one row of the table."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


class ServerRuns(Results):
    """The ``server-runs`` directive: for each question of a theme, what each server did."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a section for each question."""
        results = self.results()
        return [self.question(results, name) for name in self.probes(results)]

    def question(self, results: dict[str, Any], probe: str) -> nodes.section:
        """Return the section of one question: what is done, then each server's run."""
        title, what = results["probes"][probe]["title"], results["probes"][probe]["what"]
        section = nodes.section("", nodes.title("", title), ids=[nodes.make_id(f"runs-{probe}")])
        section += nodes.paragraph("", what)
        for server, cells in results["cells"].items():
            if probe in cells:
                section += self.evidence(label(server, probe), server, cells[probe])
        return section

    def evidence(self, name: str, server: str, cell: dict[str, Any]) -> nodes.section:
        """Return the section of one run, which the cell of the table links to."""
        title = f"{server}: {cell['answer']}"
        text = "\n".join(cell["evidence"])
        block = nodes.literal_block(text, text, language="console", proof=MEASURED)
        section = nodes.section("", nodes.title("", title), block, ids=[name])
        self.set_source_info(block)
        domain = self.env.get_domain("std")
        assert isinstance(domain, StandardDomain)  # noqa: S101 - Sphinx registers it so
        domain.labels[name] = (self.env.docname, name, title)
        domain.anonlabels[name] = (self.env.docname, name)
        return section


class ServerVersions(Results):
    """The ``server-versions`` directive: when, on what and with what the servers were asked."""

    def run(self) -> list[nodes.Node]:
        """Return two sentences."""
        results = self.results()
        machine = results["machine"]
        versions = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
        place = f"{machine['cores']} cores, {machine['system']}, Python {machine['python']}"
        text = f"Asked on {results['date']} by make matrix: {place}. Versions: {versions}."
        return [nodes.paragraph("", text, classes=["server-versions"])]


class OneWrapper(SphinxPostTransform):
    """Takes out Furo's wrapper, which no keyboard scrolls; and ours, where nothing scrolls."""

    default_priority = 600  # After Furo's.

    def run(self, **_kwargs: Any) -> None:
        """Leave one wrapper around each table in HTML, and none elsewhere."""
        for node in list(self.document.findall(server_matrix)):
            table = next(node.findall(nodes.table))
            if self.app.builder.format == "html":
                node.children = [table]
            else:
                node.replace_self(table)


def visit_matrix(self: HTML5Translator, node: server_matrix) -> None:
    """Open the region that scrolls."""
    name = self.attval(node["name"])
    self.body.append(
        f'<div class="table-wrapper server-matrix" role="region" aria-label="{name}" '
        'tabindex="0">\n'
    )


def depart_matrix(self: HTML5Translator, _node: server_matrix) -> None:
    """Close the region."""
    self.body.append("</div>\n")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives, the node, and what its pages load."""
    app.add_config_value(
        "server_matrix_results", str(Path(app.confdir) / RESULTS), "env", types=frozenset({str})
    )
    app.add_node(server_matrix, html=(visit_matrix, depart_matrix))
    app.add_directive("server-matrix", ServerMatrix)
    app.add_directive("server-runs", ServerRuns)
    app.add_directive("server-versions", ServerVersions)
    app.add_post_transform(OneWrapper)
    load_where_used(app, server_matrix, css="server-matrix.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
