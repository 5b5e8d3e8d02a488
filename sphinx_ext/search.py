"""Has the search find a page by the questions that it answers, and rank pages by what a query says.

``reference/questions`` lists questions, each a term whose definition links the pages and the
errors that answer it. Each question becomes an entry of the search index for what it links. The
search page loads ``search.js``; without it, Sphinx's own search looks through the same entries.
"""

import pickle
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.util import docname_join
from sphinx.util.typing import ExtensionMetadata

PAGE = "reference/questions"
# A question, the kind of a link in its answer, and the link's target.
Asked = tuple[str, str, str]


class QuestionCollector(EnvironmentCollector):
    """Keeps the questions in the build environment."""

    def clear_doc(self, _app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget them when their page is about to be read, or has gone."""
        if docname == PAGE:
            asked_in(env).clear()

    def merge_other(
        self, _app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment
    ) -> None:
        """Take over what another process read."""
        if PAGE in docnames:
            asked_in(env)[:] = asked_in(other)

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note each question of the page with each link of its answer."""
        if app.env.docname == PAGE:
            asked_in(app.env)[:] = questions_of(doctree)

    def get_updated_docs(self, _app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Have the pages written again whose questions are others than when they were written."""
        then, now = getattr(env, "asked_when_written", []), asked_in(env)
        env.asked_when_written = list(now)  # type: ignore[attr-defined]
        changed = {*then} ^ {*now}
        return sorted({page for page, *_ in entries(env, changed) if page in env.all_docs})


def asked_in(env: BuildEnvironment) -> list[Asked]:
    """Return the questions, kept in ``env`` between builds."""
    if not hasattr(env, "asked"):
        env.asked = []  # type: ignore[attr-defined]
    return env.asked  # type: ignore[attr-defined,no-any-return]


def questions_of(doctree: nodes.document) -> Iterator[Asked]:
    """Yield each term with each link of its definition."""
    for item in doctree.findall(nodes.definition_list_item):
        for link in item.findall(addnodes.pending_xref):
            yield item[0].astext(), link["reftype"], link["reftarget"]


def entries(env: BuildEnvironment, asked: Set[Asked]) -> Iterator[tuple[str, str, str]]:
    """Yield page, anchor and question for each link that leads somewhere."""
    labels = env.domains.standard_domain.labels
    for question, kind, target in sorted(asked):
        if kind == "doc":
            yield docname_join(PAGE, target), "", question
        elif target in labels:
            yield labels[target][0], labels[target][1], question


def put_questions(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give a page the entries of its questions; a reader does not see them there."""
    mine = [e for e in entries(app.env, {*asked_in(app.env)}) if e[0] == docname]
    found = [("single", question, anchor, "", None) for _, anchor, question in mine]
    if found:
        doctree += addnodes.index(entries=found)


def load_ranking(
    app: Sphinx, page: str, _template: str, _context: dict[str, Any], _doctree: object
) -> None:
    """Load the script where the search is."""
    if page == "search":
        app.add_js_file("search.js", loading_method="defer")


def entries_file(app: Sphinx) -> Path:
    """Return where the entries of the search index wait for the next build."""
    return Path(app.doctreedir, "search-entries.pickle")


def bring_entries(app: Sphinx) -> None:
    """Give the environment the entries that the last build has written.

    Sphinx keeps those of pages that stay as they are in the environment alone, which it saves
    before the pages are written; so the next build would leave them out of the index.
    """
    if has_search(app) and entries_file(app).exists():
        kept = pickle.loads(entries_file(app).read_bytes())  # noqa: S301 - our own file.
        app.env._search_index_index_entries = kept


def keep_entries(app: Sphinx, failure: Exception | None) -> None:
    """Keep the entries for the next build."""
    if has_search(app) and not failure:
        entries_file(app).write_bytes(pickle.dumps(app.env._search_index_index_entries))


def has_search(app: Sphinx) -> bool:
    """Return whether what is built can be searched."""
    return bool(getattr(app.builder, "search", False))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the collector, and what the page of the search loads."""
    app.add_env_collector(QuestionCollector)
    app.connect("doctree-resolved", put_questions)
    app.connect("html-page-context", load_ranking)
    app.connect("builder-inited", bring_entries)
    app.connect("build-finished", keep_entries)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
