"""The builder behind ``make print``: the whole site on one page, for paper.

Sphinx's own ``singlehtml`` nests the pages until their titles are the smallest of headings, and
leads the links to a section of another page nowhere. Here each page is written as it is for the
site; then its ids get its name, so that they stay its own, and every link leads to an id.
"""

import re
from collections.abc import Iterator, Set
from html import escape
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from sphinx_ext.markdown import pages_below
from sphinx_ext.policy import guarded

# What Furo's templates would load, then ours; the styles of the book are not for browsers.
FIRST = ("pygments.css", "styles/furo.css", "styles/furo-extensions.css", "site.css")
NOT_OURS = {"book.css"}
TAG = re.compile(r"<[a-zA-Z][^>]*>")
NAMED = re.compile(r'(?<=\s)(id|for|headers|aria-\w+by|aria-controls)="([^"]*)"')
LINKED = re.compile(r'(?<=\s)((?:xlink:)?href)="([^"]*)"')
ELSEWHERE = re.compile(r"\w+:|//")
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{styles}
</head>
<body data-theme="light">
<main class="one-page">
<header><h1>{title}</h1><p>{release}</p></header>
<nav aria-label="Contents">
{contents}
</nav>
{pages}
</main>
</body>
</html>
"""


def place(page: str, fragment: str = "") -> str:
    """Return the id that a page, or a place on it, has among all others."""
    return f"{page}:{fragment}" if fragment else page


def target(page: str, href: str, pages: Set[str]) -> str:
    """Return where a link of ``page`` leads on the one page."""
    path, _, fragment = href.partition("#")
    to = normpath(join(dirname(page), path)).removesuffix(".html") if path else page
    if ELSEWHERE.match(href) or to not in pages:
        return href
    return f"#{place(to, fragment)}"


def moved(page: str, html: str, pages: Set[str]) -> str:
    """Return the HTML of ``page`` with ids of its own, and links to those of the others."""

    def tag(found: re.Match[str]) -> str:
        text = NAMED.sub(
            lambda one: f'{one[1]}="{" ".join(place(page, name) for name in one[2].split())}"',
            found[0],
        )
        text = LINKED.sub(lambda one: f'{one[1]}="{target(page, one[2], pages)}"', text)
        return text.replace("url(#", f"url(#{page}:")

    return TAG.sub(tag, html)


class OnePageBuilder(StandaloneHTMLBuilder):
    """Writes ``index.html`` with the pages in the order of the toctrees."""

    name = "print"
    epilog = "The page is %(outdir)s/index.html."
    search = False
    allow_parallel = False  # One process holds all pages.

    def init(self) -> None:
        """Start without pages."""
        self.config.html_static_path = ["docs/_static"]
        super().init()
        self.bodies: dict[str, str] = {}

    def get_outdated_docs(self) -> Iterator[str]:
        """Write all of them each time: they are one file."""
        yield from self.env.found_docs

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Keep the HTML of a page."""
        doctree.settings = self.docsettings
        self.secnumbers, self.fignumbers = {}, {}
        self.imgpath, self.dlpath = "_images", "_downloads"
        self.current_docname = docname
        visitor = cast(HTML5Translator, self.create_translator(doctree, self))
        doctree.walkabout(visitor)
        body = "".join(visitor.fragment).replace("<details", '<details open=""')
        self.bodies[docname] = moved(docname, body, self.env.found_docs)

    def finish(self) -> None:
        """Write the page, and copy what it loads."""
        chapters = list(self.chapters())
        pages = [page for _, listed in chapters for page in listed]
        text = PAGE.format(
            title=escape(self.config.project),
            release=escape(self.config.release),
            styles="\n".join(self.styles()),
            contents="\n".join(self.contents(*chapter) for chapter in chapters),
            pages="\n".join(
                f'<article id="{page}">{self.bodies[page]}</article>' for page in pages
            ),
        )
        Path(self.outdir, "index.html").write_text(guarded(text), encoding="utf-8")
        self.copy_image_files()
        self.copy_download_files()

    def chapters(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the caption of each toctree of the first page with the pages below it, once."""
        root, written = self.config.root_doc, {self.config.root_doc}
        yield "", [root]
        for tree in self.env.get_doctree(root).findall(addnodes.toctree):
            below = [page for _, top in tree["entries"] for page in pages_below(self.env, top)]
            listed = [
                page for page in dict.fromkeys(below) if page in self.env.found_docs - written
            ]
            written.update(listed)
            yield tree["caption"] or "", listed

    def contents(self, caption: str, pages: list[str]) -> str:
        """Return a part of the contents."""
        items = "".join(
            f'<li><a href="#{page}">{escape(self.env.titles[page].astext())}</a></li>\n'
            for page in pages
        )
        return f"<h2>{escape(caption)}</h2>\n<ul>\n{items}</ul>" if caption else ""

    def styles(self) -> Iterator[str]:
        """Yield the links to the style sheets."""
        ours = {file.name for file in Path(self.confdir, "docs/_static").glob("*.css")} - NOT_OURS
        for name in (*FIRST, *sorted(ours - {*FIRST})):
            yield f'<link rel="stylesheet" href="_static/{name}">'


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder."""
    app.add_builder(OnePageBuilder)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
