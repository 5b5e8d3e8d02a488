"""Finds the run that decides a question, so that no key is right because somebody typed it.

What stands on the page itself is looked up as it is read; what another page shows, when all are.
"""

from collections.abc import Iterator
from doctest import ELLIPSIS, DocTestParser, Example, OutputChecker

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from sphinx_ext.lab import blocks_of, code_of
from sphinx_ext.quiz.markup import Choice, Quiz

logger = logging.getLogger(__name__)


class UndecidedError(ValueError):
    """No run of the page decides the question; the message says what to do."""


def decide_here(_app: Sphinx, doctree: nodes.document) -> None:
    """Decide the questions of a page that its own blocks decide."""
    for node in doctree.findall(Quiz):
        if node["on"] == node["page"]:
            decide(node, doctree)


def decide_elsewhere(app: Sphinx, doctree: nodes.document, _page: str) -> None:
    """Decide the questions of a page that another page decides."""
    for node in doctree.findall(Quiz):
        if node["on"] == node["page"]:
            continue
        if node["on"] in app.env.found_docs:
            decide(node, app.env.get_doctree(node["on"]))
        else:
            complain(node, f":on: names {node['on']}, which is no page. Write its name as in :doc:")


def decide(node: Quiz, doctree: nodes.document) -> None:
    """Note which block of ``doctree`` decides the question, or complain that none does."""
    try:
        block = predicted(node, doctree) if node["kind"] == "predict" else shown(node, doctree)
        section = section_of(block)
    except UndecidedError as error:
        complain(node, str(error))
    else:
        node["anchor"], node["section"] = section["ids"][0], section[0].astext()


def complain(node: Quiz, what: str) -> None:
    """Fail the build with what is wrong."""
    logger.warning("quiz “%s”: %s.", node[0].astext(), what, location=node, type="quiz")


def section_of(block: nodes.Node) -> nodes.section:
    """Return the section that ``block`` stands in."""
    place: nodes.Node | None = block
    while place is not None and not isinstance(place, nodes.section):
        place = place.parent
    if place is None:
        raise UndecidedError("its run stands above every title. Put it into a section")
    return place


# A text that a block shows ----------------------------------------------------


def proved(doctree: nodes.document) -> Iterator[nodes.Element]:
    """Yield the blocks of a page that hold a proof; the build fails for any other."""
    for node in doctree.findall(nodes.Element):
        kind = isinstance(node, nodes.doctest_block | nodes.literal_block)
        if "proof" in node or "testnodetype" in node or kind:
            yield node


def shown(node: Quiz, doctree: nodes.document) -> nodes.Element:
    """Return the block that holds the text which decides."""
    for block in proved(doctree):
        if node["shows"] in code_of(block):
            return block
    told = "Write what it prints now, and read the question again"
    raise UndecidedError(f"no block of {node['on']} holds “{node['shows']}”. {told}")


# What an example prints -------------------------------------------------------


def predicted(node: Quiz, doctree: nodes.document) -> nodes.Element:
    """Mark the choice that the example prints, keep the code, and return its block."""
    found = list(examples(node, doctree))
    # Its whole text names an example, though another may begin with it.
    found = [one for one in found if one[2].source.strip() == node["predicts"]] or found
    if len(found) != 1:
        told = "Write how one begins; where several do, write more, or name its :group:"
        raise UndecidedError(f"{len(found)} examples begin with “{node['predicts']}”. {told}")
    block, before, example = found[0]
    printed = output_of(example)
    choices = list(node.findall(Choice))
    for choice in choices:
        choice["right"] = OutputChecker().check_output(printed, f"{choice[0].astext()}\n", ELLIPSIS)
    if sum(choice["right"] for choice in choices) != 1:
        told = "Have one choice, and no other, say so"
        raise UndecidedError(f"the example prints “{printed.strip()}”. {told}")
    node["code"] = "\n".join(map(typed, [*before, example]))
    return block


def examples(
    node: Quiz, doctree: nodes.document
) -> Iterator[tuple[nodes.Element, list[Example], Example]]:
    """Yield each example that may be meant: its block, those before it there, and itself."""
    for block in blocks_of(doctree):
        groups = block.get("groups", ["default"])
        kind = block.get("testnodetype", "doctest")
        if kind != "doctest" or (node["group"] and node["group"] not in groups):
            continue
        every = DocTestParser().get_examples(code_of(block))
        for at, example in enumerate(every):
            if example.source.startswith(node["predicts"]):
                yield block, every[:at], example


def output_of(example: Example) -> str:
    """Return what an example prints: of an error, its last line."""
    printed = example.exc_msg or example.want
    if printed.count("\n") != 1:
        lines = printed.count("\n")
        raise UndecidedError(f"the example prints {lines} lines. Ask for one that prints a line")
    return printed


def typed(example: Example) -> str:
    """Return an example as it is typed, without what it prints."""
    first, *more = example.source.rstrip("\n").split("\n")
    return "\n".join([f">>> {first}", *(f"... {line}".rstrip() for line in more)])
