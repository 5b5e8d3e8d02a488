"""Loads a directive's style sheet and script on the pages that use it, and on no other.

In a book, and on the one page that holds all of them for a printer, nothing can be pressed.
"""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.writers.html5 import HTML5Translator

# A link within HTML that was written for the site.
LINK = re.compile(r'href="(?:\.\./)*([\w/-]+)\.html(#[^"]*)?"')


def is_still(builder: Builder) -> bool:
    """Return whether a reader of what ``builder`` writes has no scripts and nothing to press."""
    return builder.name in {"epub", "print"}


def led(translator: HTML5Translator, html: str) -> str:
    """Return ``html`` with the site's own addresses as the builder has them."""
    builder = translator.builder

    def link(found: re.Match[str]) -> str:
        address = builder.get_relative_uri(builder.current_docname, found[1])
        return f'href="{address}{found[2] or ""}"'

    return LINK.sub(link, html)


def load_where_used(
    app: Sphinx, node_class: type[nodes.Element], *, css: str = "", js: str = ""
) -> None:
    """Add ``css`` and ``js`` (names under ``_static/``) to each page holding a ``node_class``.

    ``lab/build.mjs`` makes both; the script waits for the page and never blocks it.
    """

    def add(
        app: Sphinx, _page: str, _template: str, _context: dict[str, Any], doctree: nodes.document
    ) -> None:
        if doctree is None or next(doctree.findall(node_class), None) is None:
            return
        if css:
            app.add_css_file(css)
        if js and not is_still(app.builder):
            app.add_js_file(js, loading_method="defer")

    app.connect("html-page-context", add)
