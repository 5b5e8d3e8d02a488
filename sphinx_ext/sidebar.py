"""Makes the tree of pages in the sidebar, once for all of them, and sees that each page shows it.

Furo makes the whole tree anew for every page, though two things differ: where its links begin,
and which of them is the page itself. That took two fifths of a build.
"""

import re
from functools import lru_cache
from itertools import chain
from typing import Any

from furo.navigation import get_navigation_tree  # type: ignore[import-untyped]
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.adapters.toctree import global_toctree_for_doc
from sphinx.util.osutil import relative_uri
from sphinx.util.typing import ExtensionMetadata

from sphinx_ext.overview import every_page, watch

# The tree ---------------------------------------------------------------------

PARTS = re.compile(r"(</?ul>|<li [^>]*>|</li>|<a [^>]*>|<input [^>]*>)")
LINK = re.compile(r'(?<=<a class="reference internal" href=")[^"]*')
# How Furo marks what a reader's page stands in: by the element, what is sought and what put there.
MARKS = {
    "<ul": ("<ul", '<ul class="current"'),
    "<li": (r"toctree-l\d+", r"\g<0> current"),
    "<a ": ('class="', 'class="current '),
    "<in": (" class=", ' checked="" class='),
}


class Tree:
    """The links of a sidebar, in the parts that may differ from page to page.

    Args:
        html: The tree on a page of the outermost folder that the tree does not name.
    """

    def __init__(self, html: str) -> None:
        self.parts = PARTS.split(html)
        # The parts to mark where an address is the reader's: its link last, its list item before.
        self.ways: dict[str, list[list[int]]] = {}
        around: list[list[int]] = []
        for number, part in enumerate(self.parts):
            if part in {"</ul>", "</li>"}:
                around.pop()
            elif part.startswith(("<ul", "<li")):
                around.append([number])
            elif part.startswith("<input"):
                around[-1].append(number)
            elif link := LINK.search(part):
                self.ways[link[0]] = [*around, [number]]

    def seen_from(self, address: str) -> str:
        """Return the tree for the page at ``address``, counted from the outermost folder."""
        parts = [LINK.sub(lambda to: relative_uri(address, to[0]) or "#", p) for p in self.parts]
        way = self.ways.get(address, [])
        for number in chain.from_iterable(way):
            old, new = MARKS[parts[number][:3]]
            parts[number] = re.sub(old, new, parts[number], count=1)
        if way:
            item = way[-2][0]
            parts[item] = parts[item].replace('">', ' current-page">')
        return "".join(parts)


@lru_cache(maxsize=1)
def tree_of(builder: StandaloneHTMLBuilder) -> Tree:
    """Return the tree of the pages that ``builder`` has read."""
    found = global_toctree_for_doc(
        builder.env,
        builder.config.root_doc,
        builder,
        tags=builder.tags,
        titles_only=True,
        maxdepth=-1,
    )
    return Tree(get_navigation_tree(builder.render_partial(found)["fragment"]))


def spare_furo(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], doctree: object
) -> None:
    """Give Furo nothing to make a tree of, where ours comes after it."""
    if doctree is not None:
        context["toctree"] = lambda **_options: ""


def show_tree(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], doctree: object
) -> None:
    """Give a page its tree; the search and the indexes, which are no documents, have Furo's."""
    if doctree is not None and isinstance(app.builder, StandaloneHTMLBuilder):
        tree = tree_of(app.builder).seen_from(app.builder.get_target_uri(page))
        context["furo_navigation_tree"] = tree


# When it changes --------------------------------------------------------------


def shown(app: Sphinx) -> list[str]:
    """Return what the sidebars show: titles of pages, and captions and entries of toctrees."""
    env = app.env
    trees = [tree for toc in env.tocs.values() for tree in toc.findall(addnodes.toctree)]
    entries = sorted(f"{tree.get('caption')} {tree['parent']} {tree['entries']}" for tree in trees)
    titles = sorted(f"{page} {title.astext()}" for page, title in env.titles.items())
    return entries + titles


def setup(app: Sphinx) -> ExtensionMetadata:
    """Make the tree before and after Furo has its turn, and look at it once all pages are read."""
    app.connect("html-page-context", spare_furo, priority=400)
    app.connect("html-page-context", show_tree, priority=600)
    watch(app, "sidebar", shown, every_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
