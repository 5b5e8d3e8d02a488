"""Loads a directive's style sheet and script on the pages that use it, and on no other."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx


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
        if js:
            app.add_js_file(js, loading_method="defer")

    app.connect("html-page-context", add)
