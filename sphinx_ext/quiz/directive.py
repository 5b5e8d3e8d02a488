"""Reads a ``quiz`` and refuses what no reader could answer; the package's docstring shows it."""

import hashlib
from collections import Counter
from itertools import count
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import OptionSpec

from sphinx_ext.quiz.markup import Choice, Quiz

SINGLE, MULTIPLE, ORDERING, PREDICT = "single", "multiple", "ordering", "predict"
RIGHT = "right"
# The fewest choices that leave something to think about.
FEWEST = {SINGLE: 2, MULTIPLE: 3, ORDERING: 3, PREDICT: 2}
WORDS_IN_ID = 6
# What is a link now, or becomes one once all pages are read.
LINKS = (nodes.reference, pending_xref)


class QuizDirective(SphinxDirective):
    """The ``quiz`` directive; the package's docstring shows what it accepts."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[OptionSpec] = {
        "multiple": directives.flag,
        "ordering": directives.flag,
        "predicts": directives.unchanged_required,
        "group": directives.unchanged_required,
        "shows": directives.unchanged_required,
        "on": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Return the question, or the error that says what to correct."""
        try:
            return [self.build()]
        except ValueError as error:
            message = f"quiz “{self.arguments[0]}”: {error}."
            return [self.state.document.reporter.error(message, line=self.lineno)]

    def build(self) -> Quiz:
        """Return the node of the question, its run named and its choices checked."""
        kind = self.kind()
        self.check_run(kind)
        choices = [choice_of(item) for item in self.items()]
        check(kind, choices)
        node = Quiz(kind=kind, page=self.env.docname, progress="question", **self.run_named())
        self.set_source_info(node)
        node += [self.question(), *choices]
        node["base"] = fingerprint(node)
        node["ids"] = [self.anchor()]
        self.state.document.ids[node["ids"][0]] = node
        return node

    def kind(self) -> str:
        """Return what the reader is asked to do."""
        names = {"multiple": MULTIPLE, "ordering": ORDERING, "predicts": PREDICT}
        kinds = [kind for option, kind in names.items() if option in self.options]
        if len(kinds) > 1:
            raise ValueError(f"it cannot be {' and '.join(kinds)} at once. Keep one of the options")
        return kinds[0] if kinds else SINGLE

    def check_run(self, kind: str) -> None:
        """Refuse a question that no run decides, or that two decide."""
        if kind == PREDICT and ("shows" in self.options or "on" in self.options):
            raise ValueError("the example it predicts decides it. Take :shows: and :on: out")
        if kind != PREDICT and "shows" not in self.options:
            told = "Say :shows: and a text that a proved block of the page holds"
            raise ValueError(f"no run decides it. {told}")
        if kind != PREDICT and "group" in self.options:
            raise ValueError(":group: belongs to :predicts:. Take it out")

    def run_named(self) -> dict[str, str]:
        """Return the run that decides: an example of this page, or a text and its page."""
        on = self.options.get("on")
        page = self.env.relfn2path(f"{on}.rst")[0].removesuffix(".rst") if on else self.env.docname
        if on:  # What that page says now decides what this one says.
            self.env.note_dependency(self.env.doc2path(page))
        named = {name: self.options.get(name, "") for name in ("shows", "predicts", "group")}
        return {**named, "on": page}

    def items(self) -> list[nodes.definition_list_item]:
        """Return the items of the one definition list that the content is."""
        content = [n for n in self.parse_content_to_nodes() if not isinstance(n, nodes.comment)]
        if len(content) == 1 and isinstance(content[0], nodes.definition_list):
            return [n for n in content[0] if isinstance(n, nodes.definition_list_item)]
        told = "a choice on a line of its own, and below it, indented, why it is right or wrong"
        raise ValueError(f"the content is one definition list and nothing else: {told}")

    def question(self) -> nodes.paragraph:
        """Return what is asked, a paragraph like any other."""
        text, messages = self.parse_inline(self.arguments[0])
        if messages:
            raise ValueError("its words do not parse. Correct the markup")
        return nodes.paragraph(self.arguments[0], "", *text)

    def anchor(self) -> str:
        """Return an id made of the first words, which no other question of the page has."""
        words = nodes.make_id(self.arguments[0]).split("-")[:WORDS_IN_ID]
        base = "-".join(["quiz", *words])
        names = (base if n == 1 else f"{base}-{n}" for n in count(1))
        return next(name for name in names if name not in self.state.document.ids)


def choice_of(item: nodes.definition_list_item) -> Choice:
    """Return one choice: its words, whether it is marked, and the explanation below it."""
    term, *marks, definition = item.children
    assert isinstance(term, nodes.term)  # noqa: S101 - docutils makes no other.
    if wrong := [mark.astext() for mark in marks if mark.astext() != RIGHT]:
        raise ValueError(f"“{term.astext()}” is marked “{wrong[0]}”. The only mark is “: {RIGHT}”")
    if any(isinstance(node, LINKS) for node in term.findall()):
        told = "the reader would follow it instead of choosing. Move it into the explanation"
        raise ValueError(f"“{term.astext()}” holds a link: {told}")
    assert isinstance(definition, nodes.definition)  # noqa: S101
    words = nodes.inline(term.rawsource, "", *term.children)
    why = nodes.container("", *definition.children)
    return Choice("", words, why, right=bool(marks))


def check(kind: str, choices: list[Choice]) -> None:
    """Refuse choices that do not fit the kind, or of which two say the same."""
    rights = [choice for choice in choices if choice["right"]]
    if len(choices) < FEWEST[kind]:
        raise ValueError(f"it has {len(choices)} choices. Write at least {FEWEST[kind]}")
    if kind == SINGLE and len(rights) != 1:
        told = f"Mark one choice with “: {RIGHT}”, or say :multiple:"
        raise ValueError(f"{len(rights)} of its choices are right. {told}")
    if kind == MULTIPLE and not 0 < len(rights) < len(choices):
        raise ValueError(f"{len(rights)} of its {len(choices)} choices are right. Leave some wrong")
    if kind == ORDERING and rights:
        raise ValueError(f"the order is the answer. Take “: {RIGHT}” out")
    if kind == PREDICT and rights:
        raise ValueError(f"the run decides which choice is right. Take “: {RIGHT}” out")
    for part, name in ((0, "choice"), (1, "explanation")):
        (text, times), *_ = Counter(c[part].astext() for c in choices).most_common(1)
        if times > 1:
            raise ValueError(f"the {name} “{text}” stands there twice. Each has its own")


def fingerprint(node: Quiz) -> str:
    """Return a name for what is asked: an answer kept for other words is forgotten."""
    asked = [node["kind"], node[0].astext()]
    for choice in node.findall(Choice):
        asked += [choice[0].astext(), str(choice["right"])]
    return hashlib.sha256("\0".join(asked).encode()).hexdigest()[:8]
