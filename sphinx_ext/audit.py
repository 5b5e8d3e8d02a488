"""Shows what html-validate, axe and Lighthouse find in the built pages: ``.. audit::``.

The figures are those of ``bench/results/audit.json``, which ``make audit`` writes: a row for each.
"""

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from sphinx_ext.tables import day, table

RESULTS = "bench/results/audit.json"
HEADINGS = ("Asked", "About", "Pages", "Faults", "Figures", "Run on")
# What a figure is called, as lab/audit/ writes it and as a reader knows it.
FIGURES = {
    "links": "{:,} links inside the site",
    "views": "{:,} views",
    "performance": "performance {:g}",
    "accessibility": "accessibility {:g}",
    "best-practices": "best practices {:g}",
    "seo": "SEO {:g}",
    "total-blocking-time": "blocked for {:.0f} ms",
    "cumulative-layout-shift": "layout shift {:g}",
    "kibibytes": "{:.0f} KiB at most",
}


class Audit(SphinxDirective):
    """The ``audit`` directive."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        file = Path(self.config.audit_results)
        self.env.note_dependency(str(file))
        try:
            found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            complaint = f"audit: {file.name}: {error}. Write it with make audit."
            raise self.error(complaint) from error
        return [table(HEADINGS, map(row, found.values()), "audit")]


def row(one: dict[str, Any]) -> list[str]:
    """Return the cells of one program."""
    figures = ", ".join(FIGURES[name].format(value) for name, value in one["figures"].items())
    counts = (str(one["pages"]), str(one["faults"]))
    return [one["by"], one["asked"], *counts, figures, day(one["date"])]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register ``audit``."""
    file = str(Path(app.confdir) / RESULTS)
    app.add_config_value("audit_results", file, "env", types=frozenset({str}))
    app.add_directive("audit", Audit)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
