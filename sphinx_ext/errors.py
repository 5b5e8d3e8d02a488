"""Collects the errors that the pages of ``errors/`` explain, and lists them all on one page.

Accepted input: the directive takes no argument and no content::

    .. error-list::

An error is a section whose title is one literal, the text of the message. The label above it is
its address and never changes; the first line of its first paragraph is told in the list::

    .. _apps-not-ready:

    ``django.core.exceptions.AppRegistryNotReady: Apps aren't loaded yet.``
    -----------------------------------------------------------------------

    Something that needs a model is imported above line 16.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from sphinx_ext.assets import is_still, load_where_used
from sphinx_ext.overview import note, watch

logger = logging.getLogger(__name__)

FOLDER = "errors/"
MODULES = re.compile(r"^(?:\w+\.)+(?=[A-Z])")
# A style sheet hides it where scripts are off, so that nothing moves where they are on.
FIELD = """
<div class="error-search">
<label for="error-text">Paste the last line of your traceback</label>
<textarea id="error-text" rows="2" spellcheck="false" autocapitalize="off" autocomplete="off"
 aria-describedby="error-hint error-found"></textarea>
<p id="error-hint">Or all of it: names, numbers and paths may differ from yours.
<kbd>Esc</kbd> empties the field.</p>
<p id="error-found" role="status"></p>
</div>
"""


class ErrorList(nodes.General, nodes.Element):
    """Stands where a page lists the errors, until all pages are read; then holds the list."""


@dataclass(frozen=True)
class Entry:
    """One error: where it is explained, its text, and what it means, in pieces of plain or code."""

    page: str
    label: str
    text: str
    meaning: tuple[tuple[bool, str], ...]

    @property
    def short(self) -> str:
        """The text without the names of modules in front of a class."""
        return MODULES.sub("", self.text)

    @property
    def order(self) -> str:
        """What a reader looks for: letters, whatever their case."""
        return re.sub(r"^\W+", "", self.short).casefold()


def is_entry(section: nodes.section) -> bool:
    """Return whether the title is one literal and nothing else."""
    return [type(child) for child in section[0].children] == [nodes.literal]


def meaning_of(section: nodes.section) -> Iterator[tuple[bool, str]]:
    """Yield the pieces of the first line of the first paragraph, code as ``(True, text)``."""
    paragraph = next(section.findall(nodes.paragraph), nodes.paragraph())
    for text in paragraph.findall(nodes.Text):
        line, end, _ = text.partition("\n")
        yield isinstance(text.parent, nodes.literal), line
        if end:
            return


class ErrorCollector(EnvironmentCollector):
    """Keeps the errors of each page in the build environment."""

    def clear_doc(self, _app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a page that changed or went away."""
        entries_by_page(env).pop(docname, None)

    def merge_other(
        self, _app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment
    ) -> None:
        """Take over what another process read."""
        theirs = entries_by_page(other)
        entries_by_page(env).update({page: theirs[page] for page in docnames if page in theirs})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note the errors of a page that has been read."""
        page = app.env.docname
        if page.startswith(FOLDER):
            sections = filter(is_entry, doctree.findall(nodes.section))
            found = [entry_of(page, section, doctree) for section in sections]
            entries_by_page(app.env)[page] = [entry for entry in found if entry]


def entry_of(page: str, section: nodes.section, doctree: nodes.document) -> Entry | None:
    """Return the error that ``section`` explains; complain if nothing gives it an address."""
    text = section[0].astext()
    labels = [name for name in section["names"] if doctree.nametypes.get(name)]
    if not labels:
        logger.warning("The error %r has no label above it.", text, location=section)
        return None
    return Entry(page, labels[0], text, tuple(meaning_of(section)))


def entries_by_page(env: BuildEnvironment) -> dict[str, list[Entry]]:
    """Return the errors of every page, kept in ``env`` between builds."""
    if not hasattr(env, "explained_errors"):
        env.explained_errors = {}  # type: ignore[attr-defined]
    return env.explained_errors  # type: ignore[attr-defined,no-any-return]


def put_labels_first(_app: Sphinx, doctree: nodes.document) -> None:
    """Have the sign beside a title, and all that links it, use the label and not the text."""
    for section in doctree.findall(nodes.section):
        section["ids"].sort(key=lambda one: not doctree.nametypes.get(name_of(doctree, one)))


def name_of(doctree: nodes.document, wanted: str) -> str:
    """Return the name whose id is ``wanted``."""
    return next((name for name, found in doctree.nameids.items() if found == wanted), "")


class ErrorListDirective(SphinxDirective):
    """Lists every error; the module's docstring shows what it accepts."""

    def run(self) -> list[nodes.Node]:
        """Return a mark; the errors are known when every page has been read."""
        note(self.env, "errors")
        return [ErrorList()]


def show_errors(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put the list where a page asks for it."""
    for mark in doctree.findall(ErrorList):
        mark += nodes.bullet_list("", *(item(app, page, one) for one in every_entry(app.env)))


def every_entry(env: BuildEnvironment) -> list[Entry]:
    """Return the errors of all pages, in the order of the list."""
    every = (entry for entries in entries_by_page(env).values() for entry in entries)
    return sorted(every, key=order)


def order(entry: Entry) -> tuple[str, str]:
    """Return where an error stands in the list; of two with one text the page decides."""
    return entry.order, entry.page


def item(app: Sphinx, page: str, entry: Entry) -> nodes.list_item:
    """Return one line of the list: the text of the error as a link, and what it means."""
    uri = f"{app.builder.get_relative_uri(page, entry.page)}#{nodes.make_id(entry.label)}"
    link = nodes.reference("", "", nodes.literal(text=entry.short), refuri=uri, internal=True)
    pieces = [nodes.literal(text=t) if code else nodes.Text(t) for code, t in entry.meaning]
    return nodes.list_item("", nodes.paragraph("", "", link), nodes.paragraph("", "", *pieces))


def visit_html(self: HTML5Translator, _node: ErrorList) -> None:
    """Open the list, below the field that a script fills with life; a book has no scripts."""
    field = "" if is_still(self.builder) else FIELD
    self.body.append(f'<div class="error-list">{field}')


def depart_html(self: HTML5Translator, _node: ErrorList) -> None:
    """Close the list."""
    self.body.append("</div>\n")


def leave(_self: object, _node: ErrorList) -> None:
    """Write nothing around the list."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, the collector, and what the page of the list loads."""
    nothing = (leave, leave)
    html = (visit_html, depart_html)
    app.add_node(ErrorList, html=html, latex=nothing, man=nothing, texinfo=nothing, text=nothing)
    app.add_directive("error-list", ErrorListDirective)
    app.add_env_collector(ErrorCollector)
    app.connect("doctree-read", put_labels_first, priority=400)
    watch(app, "errors", lambda app: every_entry(app.env))
    app.connect("doctree-resolved", show_errors)
    load_where_used(app, ErrorList, css="errors.css", js="errors.js")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
