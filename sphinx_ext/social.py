"""Says what a page is about where its link is shared or found: its *In short*, in whole sentences.

``sphinxext.opengraph`` writes the tags; by itself it describes a page by the text below the
admonition, and cuts it within a word.
"""

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

ROOM = 200  # Letters that are shown of a description, about.


def description_of(doctree: nodes.document) -> str:
    """Return as many sentences of *In short* as have room, and the first in any case."""
    opening = next(doctree.findall(nodes.admonition), None)
    paragraph = opening and next(opening.findall(nodes.paragraph), None)
    first, *more = paragraph.astext().split("\n") if paragraph else [""]
    for sentence in more:
        if len(f"{first} {sentence}") > ROOM:
            break
        first = f"{first} {sentence}"
    return first


def describe(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Give the page its description, before ``sphinxext.opengraph`` looks for one."""
    if doctree is None or not (text := escape(description_of(doctree))):
        return
    context["metatags"] = (
        context.get("metatags", "") + f'<meta name="description" content="{text}">'
    )
    context["meta"] = {**(context["meta"] or {}), "og:description": text}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Stand before ``sphinxext.opengraph``, whose priority is the usual 500."""
    app.connect("html-page-context", describe, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
