"""Shows the map of the site with what the reader has done, which no other place than here keeps.

Accepted input: the first page of each chapter, a line each; its toctree names the others::

    .. progress::

       /line-by-line/index
       /protocol/index

The pages come with the number of what there is to do on them. That is every node with an attribute
``progress``, ``"question"`` or ``"exercise"``, an id, and an attribute ``base``: a name for what is
asked, by which an answer to other words is told apart. The scripts keep what was done in the
browser (``lab/src/progress.js``), and a page of a chapter notes there that it was read.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from html import escape
from typing import Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from sphinx_ext.assets import is_still, load_where_used
from sphinx_ext.overview import every_page, note, watch

KINDS = ("question", "exercise")
# Where the script puts what was done; each place is kept free, so that nothing moves.
NEXT = '<p class="progress-next"></p>\n'
SUM = '<span class="progress-sum"></span><button type="button" disabled="">Reset</button>'
KEEPING = """<p class="progress-tools">
<button type="button" data-does="export" disabled="">Save to a file</button>
<label>Bring in a file <input type="file" accept=".json,application/json" disabled=""/></label>
<button type="button" data-does="forget" disabled="">Reset everything</button></p>
<p class="progress-said" role="status"></p>
"""


class ProgressMap(nodes.General, nodes.Element):
    """The map; its ``chapters`` are the first pages of the chapters."""


class Task(NamedTuple):
    """Something to do on a page: its kind, its id, and a name for what is asked."""

    kind: str
    name: str
    base: str


@dataclass
class Notes:
    """What the build knows: the tasks of each page, and the chapters of each map."""

    tasks: dict[str, list[Task]] = field(default_factory=dict)
    maps: dict[str, list[str]] = field(default_factory=dict)


def notes_of(env: BuildEnvironment) -> Notes:
    """Return what is kept in ``env`` between builds."""
    if not hasattr(env, "progress_notes"):
        env.progress_notes = Notes()  # type: ignore[attr-defined]
    return env.progress_notes  # type: ignore[attr-defined,no-any-return]


def page_of_map(env: BuildEnvironment) -> str | None:
    """Return the page that shows the map, if there is one."""
    return next(iter(sorted(notes_of(env).maps)), None)


def pages_of(env: BuildEnvironment, chapter: str) -> list[str]:
    """Return the pages of a chapter, in the order of its toctree."""
    return [chapter, *env.toctree_includes.get(chapter, [])]


def counted(env: BuildEnvironment) -> set[str]:
    """Return every page that stands on a map."""
    chapters = [chapter for every in notes_of(env).maps.values() for chapter in every]
    return {page for chapter in chapters for page in pages_of(env, chapter)}


# Reading the pages ------------------------------------------------------------


class ProgressDirective(SphinxDirective):
    """The ``progress`` directive; the module's docstring shows what it accepts."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the place of the map."""
        lines = [line.strip() for line in self.content if line.strip()]
        if not lines:
            raise self.error("progress: name the first page of each chapter, a line each.")
        chapters = [self.env.relfn2path(f"{line}.rst")[0].removesuffix(".rst") for line in lines]
        if missing := [page for page in chapters if page not in self.env.found_docs]:
            raise self.error(f"progress: {', '.join(missing)}: no such page; write as in :doc:.")
        note(self.env, "progress")
        return [ProgressMap(chapters=chapters)]


class ProgressCollector(EnvironmentCollector):
    """Keeps the tasks and the maps of each page in the build environment."""

    def clear_doc(self, _app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a page that changed or went away."""
        notes_of(env).tasks.pop(docname, None)
        notes_of(env).maps.pop(docname, None)

    def merge_other(
        self, _app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment
    ) -> None:
        """Take over what another process read."""
        mine, theirs = notes_of(env), notes_of(other)
        mine.tasks.update({p: theirs.tasks[p] for p in docnames if p in theirs.tasks})
        mine.maps.update({p: theirs.maps[p] for p in docnames if p in theirs.maps})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note what there is to do on the page that has been read."""
        notes, page = notes_of(app.env), app.env.docname
        if tasks := list(tasks_of(doctree)):
            notes.tasks[page] = tasks
        if chapters := [one for node in doctree.findall(ProgressMap) for one in node["chapters"]]:
            notes.maps[page] = chapters


def tasks_of(doctree: nodes.document) -> Iterator[Task]:
    """Yield what there is to do on a page, in its order."""
    for node in doctree.findall(nodes.Element):
        if node.get("progress") in KINDS:
            yield Task(node["progress"], node["ids"][0], node["base"])


def mapped(app: Sphinx) -> dict[str, tuple[str, list[Task]]]:
    """Return what the maps show of each page."""
    titles, tasks = titles_of(app.env), notes_of(app.env).tasks
    return {page: (titles[page], tasks.get(page, [])) for page in counted(app.env)}


# Writing them -----------------------------------------------------------------


def in_words(tasks: list[Task]) -> str:
    """Return how much there is to do, as a reader meets it."""
    numbers = {kind: sum(task.kind == kind for task in tasks) for kind in KINDS}
    return ", ".join(f"{n} {kind}{'s' * (n > 1)}" for kind, n in numbers.items() if n)


def titles_of(env: BuildEnvironment) -> dict[str, str]:
    """Return what the sidebar calls each page: the title itself, or what a toctree says instead."""
    titles = {page: title.astext() for page, title in env.titles.items()}
    for tree in (tree for toc in env.tocs.values() for tree in toc.findall(addnodes.toctree)):
        titles.update({page: title for title, page in tree["entries"] if title})
    return titles


def visit_map(self: HTML5Translator, node: ProgressMap) -> None:
    """Write the chapters, and around them the places of what the script adds."""
    env, builder = self.builder.env, self.builder
    scripted, tasks = not is_still(builder), notes_of(env).tasks
    here, titles = page_of_map(env) or "", titles_of(env)
    self.body.append(f'<div class="progress">\n{NEXT if scripted else ""}')
    for chapter in node["chapters"]:
        items = "".join(
            item(titles[page], page, builder.get_relative_uri(here, page), tasks.get(page, []))
            for page in pages_of(env, chapter)
        )
        self.body.append(
            f'<section class="progress-chapter" data-chapter="{escape(chapter)}">\n'
            f'<div class="progress-head"><h3>{escape(titles[chapter])}</h3>'
            f"{SUM if scripted else ''}</div>\n<ul>\n{items}</ul>\n</section>\n"
        )
    self.body.append(f"{KEEPING if scripted else ''}</div>\n")
    raise nodes.SkipNode


def item(title: str, page: str, address: str, tasks: list[Task]) -> str:
    """Return a line of the map: the page, and what there is to do on it."""
    listed = " ".join(":".join(task) for task in tasks)
    return (
        f'<li data-page="{escape(page)}" data-tasks="{escape(listed)}">'
        f'<a class="reference internal" href="{escape(address)}">{escape(title)}</a> '
        f'<span class="progress-done">{in_words(tasks)}</span></li>\n'
    )


class PlainMap(SphinxPostTransform):
    """Gives every builder but HTML a list of the chapters."""

    default_priority = 10
    formats = ("", "latex", "man", "pseudoxml", "texinfo", "text", "xml")

    def run(self, **_kwargs: Any) -> None:
        """Replace each map of the page."""
        for node in list(self.document.findall(ProgressMap)):
            titles = titles_of(self.env)
            words = (nodes.paragraph("", titles[chapter]) for chapter in node["chapters"])
            items = (nodes.list_item("", paragraph) for paragraph in words)
            node.replace_self(nodes.bullet_list("", *items))


def load_reading(
    app: Sphinx, page: str, _template: str, _context: dict[str, Any], doctree: nodes.document
) -> None:
    """Have each page of the map note that it was read."""
    if doctree is not None and page in counted(app.env):
        attributes: dict[str, Any] = {"data-page": page}
        app.add_js_file("reading.js", loading_method="defer", **attributes)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, its node, and what its pages and those of the map load."""
    app.add_directive("progress", ProgressDirective)
    app.add_env_collector(ProgressCollector)
    app.add_node(ProgressMap, html=(visit_map, None))
    app.add_post_transform(PlainMap)
    watch(app, "progress", mapped)
    watch(app, "counted", lambda app: counted(app.env), every_page)
    app.connect("html-page-context", load_reading)
    load_where_used(app, ProgressMap, css="progress.css", js="practice.js")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
