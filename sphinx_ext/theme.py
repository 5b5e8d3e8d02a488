"""Mends what Furo leaves open for keyboards and screen readers."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def give_captions_a_level(
    _app: Sphinx,
    _page: str,
    _template: str,
    context: dict[str, Any],
    _doctree: nodes.document | None,
) -> None:
    """Name the level of the headings in the sidebar; ``role="heading"`` requires one."""
    tree = context.get("furo_navigation_tree") or ""
    context["furo_navigation_tree"] = tree.replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Run after Furo has made its navigation."""
    app.connect("html-page-context", give_captions_a_level, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
