"""Mends what Furo and its neighbours leave open, and lets code wrap by the row.

Furo's templates have no setting for these places, so the pages are mended as they are written:
``template_bridge`` is Sphinx's own way to stand between a template and its page.
"""

import re
from collections.abc import Iterator
from typing import Any

from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.highlighting import PygmentsBridge
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.util.typing import ExtensionMetadata

from sphinx_ext.assets import is_still
from sphinx_ext.policy import guarded

# The search page has results and no field of its own; the one in the sidebar hides on a phone.
FIELD = """
<form class="search-form" role="search" aria-label="In all pages" action="search.html" method="get">
  <label>Search for <input type="search" name="q"></label>
  <button type="submit">Search</button>
</form>
"""
LISTS = """
<noscript><p>These need no JavaScript:
<a href="errors/index.html">all errors</a>, <a href="reference/questions.html">questions with their
answers</a>, and <a href="genindex.html">the index</a>.</p></noscript>
"""
# What is written, and what belongs there. A test fails once one of them has nothing to mend.
MENDS = {
    # A heading by role needs a level.
    'class="caption" role="heading">': 'class="caption" role="heading" aria-level="2">',
    # Two landmarks of one kind need names.
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Site">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    # What stands beside the article belongs to a landmark, too.
    '<a href="#" class="back-to-top': '<nav aria-label="Up"><a href="#" class="back-to-top',
    '<div class="content-icon-container">': '</nav><div class="content-icon-container">',
    # Every page has a heading of the first level; the search page had none.
    '<div id="search-results">': f'<h1>Search</h1>\n{FIELD}{LISTS}<div id="search-results">',
    # The module index is a list in columns, without headings.
    '<table class="domainindex-table">': '<table class="domainindex-table" role="presentation">',
}
# Tables that go on beyond the edge of a phone, and hold no link by which a key would scroll them.
WIDE = {
    "audit": "Audits",
    "lab-parity": "Browsers",
    "measured-table": "Figures",
    "odd-headers": "Headers",
}
for wide, name in WIDE.items():
    wrapper = f'<div class="table-wrapper {wide} docutils container"'
    MENDS[f"{wrapper}>"] = f'{wrapper} role="group" aria-label="{name}" tabindex="0">'


def mended(html: str) -> str:
    """Return the page with each fault above put right."""
    for fault, mend in MENDS.items():
        html = html.replace(fault, mend)
    return html


class MendedTemplates(BuiltinTemplateLoader):
    """Sphinx's templates, each page mended once it is whole."""

    def init(self, builder: Builder, *args: Any, **more: Any) -> None:
        """Note whether the pages are for a browser, and get a policy."""
        self.guards = builder.name in {"html", "dirhtml"} and builder.config.content_policy
        self.opens = is_still(builder)
        super().init(builder, *args, **more)

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override]
        """Return the page of ``template``."""
        page = HEADING.sub(parted, mended(super().render(template, context)))
        if self.opens:
            page = page.replace("<details", '<details open=""')
        return guarded(page) if self.guards else page


# Headings ---------------------------------------------------------------------

HEADING = re.compile(r"<h[1-3]>.*?</h[1-3]>", re.DOTALL)
NAME = re.compile(r'(?<=<span class="pre">)[\w.]{16,}')
BETWEEN_PARTS = re.compile(r"(?<=\w)(?=\.\w)|(?<=[a-z])(?=[A-Z])|(?<=_)(?=[A-Z])")


def parted(heading: re.Match[str]) -> str:
    """Let each long name in a heading break between its parts, which a style asks of phones."""
    return NAME.sub(lambda name: BETWEEN_PARTS.sub("<wbr/>", name[0]), heading[0])


# Code -------------------------------------------------------------------------

LONG_NAME = re.compile(r"[\w.]{24,}")
OPTION = re.compile(r"(?<=[\s>])--?[a-z][\w-]{,24}")


def breakable(line: str) -> str:
    """Let a highlighted line break in a long name and after a bracket, and in no option."""
    line = line.replace("(</span>", "(</span><wbr/>")
    line = OPTION.sub(r'<span class="option">\g<0></span>', line)
    return LONG_NAME.sub(lambda name: re.sub(r"(?<=\w)\.(?=\w)", "<wbr/>.", name[0]), line)


class RowFormatter(HtmlFormatter[str]):  # type: ignore[misc]
    """Gives each line of a block an element, so that what wraps stands apart from the next line."""

    def wrap(self, source: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        """Wrap the lines (Pygments counts them as 1), then the block around them."""
        rows = (
            (kind, f'<span class="code-row">{breakable(line)}</span>' if kind else line)
            for kind, line in source
        )
        wrapped: Iterator[tuple[int, str]] = super().wrap(rows)
        return wrapped


def mend_templates(_app: Sphinx, config: Config) -> None:
    """Have the pages written by :class:`MendedTemplates`."""
    config.template_bridge = f"{__name__}.{MendedTemplates.__name__}"


def format_rows(app: Sphinx) -> None:
    """Have the code of the pages written by :class:`RowFormatter`."""
    highlighter = getattr(app.builder, "highlighter", None)
    if isinstance(highlighter, PygmentsBridge) and highlighter.dest == "html":
        highlighter.formatter = RowFormatter


def load_copy_button(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Load the Copy button on a page with a listing that has no toolbar of the lab."""
    body = context.get("body", "")
    others = body.count('<div class="highlight">') - body.count('<div class="lab-block"')
    if others > 0 and not is_still(app.builder):
        app.add_js_file("copy-button.js", loading_method="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Stand between the templates and the pages, and between the code and its HTML."""
    app.connect("config-inited", mend_templates)
    app.connect("builder-inited", format_rows)
    app.connect("html-page-context", load_copy_button)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
