"""Writes every page again when the pages or their order change, because every sidebar shows them.

Sphinx writes only what has changed itself, and so would leave old sidebars behind.
"""

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata


def shown(env: BuildEnvironment) -> list[str]:
    """Return what the sidebars show: titles of pages, and captions and entries of toctrees."""
    trees = [tree for toc in env.tocs.values() for tree in toc.findall(addnodes.toctree)]
    entries = sorted(f"{tree.get('caption')} {tree['parent']} {tree['entries']}" for tree in trees)
    titles = sorted(f"{page} {title.astext()}" for page, title in env.titles.items())
    return entries + titles


def pages_to_write(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return every page if the sidebars have changed since the last build, else none."""
    before, now = getattr(env, "shown_in_sidebars", None), shown(env)
    env.shown_in_sidebars = now  # type: ignore[attr-defined]
    return [] if now == before else sorted(env.found_docs)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Look at the sidebars once all pages have been read."""
    app.connect("env-updated", pages_to_write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
