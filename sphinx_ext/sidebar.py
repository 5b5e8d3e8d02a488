"""Writes every page again when the pages or their order change: every sidebar shows them."""

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from sphinx_ext.overview import every_page, watch


def shown(app: Sphinx) -> list[str]:
    """Return what the sidebars show: titles of pages, and captions and entries of toctrees."""
    env = app.env
    trees = [tree for toc in env.tocs.values() for tree in toc.findall(addnodes.toctree)]
    entries = sorted(f"{tree.get('caption')} {tree['parent']} {tree['entries']}" for tree in trees)
    titles = sorted(f"{page} {title.astext()}" for page, title in env.titles.items())
    return entries + titles


def setup(app: Sphinx) -> ExtensionMetadata:
    """Look at the sidebars once all pages have been read."""
    watch(app, "sidebar", shown, every_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
