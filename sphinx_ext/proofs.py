"""Holds every code block of every page to a proof.

Each block belongs to exactly one kind of :data:`KINDS`.
A block that belongs to none fails the build with its file and line.
"""

import doctest
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

EXAMPLE = "example"
FILE = "file"
TERMINAL = "terminal"
RECORDING = "recording"
CONFIG = "configuration"
MEASURED = "measured"
NOT_RUN = "not run"
# The kinds, and what proves each; other modules mark their nodes with ``node["proof"]``.
KINDS = {
    EXAMPLE: "Run by make doctest in a fresh Python; what it prints is compared.",
    FILE: "Quoted from a file that the tests import and run.",
    TERMINAL: "Typed by make test in a shell, with real servers; what it prints is compared.",
    RECORDING: "Recorded from a run while the site is built.",
    CONFIG: "Quoted from a file that make test gives to the program that reads it.",
    MEASURED: "Written down by a script of bench/ that ran it, with its date and versions.",
    NOT_RUN: "Shown only, with the reason beside it.",
}


@dataclass(frozen=True)
class Block:
    """One code block: where it is, how it is proved, or what is wrong with it."""

    source: str
    line: int
    kind: str | None
    complaint: str = ""
    reason: str = ""
    examples: int = 0


def blocks_of(doctree: nodes.document, example_project: Path) -> Iterator[Block]:
    """Yield every code block of a page, hidden ones too."""
    ignored = list(ignored_outputs(doctree))
    for node in doctree.findall(nodes.Element):
        if node in ignored:
            complaint = "follows no testcode of its group, so nothing compares it"
            yield located(node, None, complaint=complaint)
        elif isinstance(node, nodes.raw) and "<pre" in node.astext():
            yield located(node, None, complaint="is raw HTML, which nothing runs")
        elif "testnodetype" in node or isinstance(node, nodes.doctest_block):
            yield doctest_block(node)
        elif "source_file" in node:
            yield quotation(node, Path(node["source_file"]), example_project)
        elif "proof" in node:
            yield located(node, node["proof"], reason=node.get("reason", ""))
        elif isinstance(node, nodes.literal_block) and not in_message(node):
            yield literal_block(node, example_project)


def ignored_outputs(doctree: nodes.document) -> Iterator[nodes.Element]:
    """Yield each ``testoutput`` that Sphinx drops, as no ``testcode`` of its group waits for it."""
    last: dict[str, str] = {}
    for node in doctree.findall(nodes.Element):
        if "testnodetype" in node or isinstance(node, nodes.doctest_block):
            kind = node.get("testnodetype", "doctest")
            groups = node.get("groups", ["default"])
            if kind == "testoutput" and any(last.get(group) != "testcode" for group in groups):
                yield node
            last.update(dict.fromkeys(groups, kind))


def in_message(node: nodes.Element) -> bool:
    """Return whether ``node`` belongs to an error message, which has failed the build already."""
    return isinstance(node.parent, nodes.system_message)


def located(node: nodes.Element, kind: str | None, **more: Any) -> Block:
    """Return a :class:`Block` that knows where ``node`` stands."""
    source = node.source or ""
    return Block(source, node.line or 0, kind, **more)


def doctest_block(node: nodes.Element) -> Block:
    """Judge a block that ``make doctest`` knows."""
    code = node.get("test", node.astext())
    if isinstance(node, nodes.comment) or inside_only(node):
        return located(
            node,
            None,
            complaint="runs hidden from the reader; show it, or move it to example_project/",
        )
    flags: dict[int, bool] = node.attributes.get("options", {})
    if "skipif" in node or "+SKIP" in code or flags.get(doctest.SKIP):
        return located(
            node, None, complaint="is skipped, so nothing proves it; use not-run with a reason"
        )
    is_output = node.get("testnodetype") == "testoutput"
    interactive = isinstance(node, nodes.doctest_block) or node["testnodetype"] == "doctest"
    examples = len(doctest.DocTestParser().get_examples(code)) if interactive else not is_output
    if interactive and not examples:
        return located(node, None, complaint="holds no >>>, so nothing runs; use testcode")
    if "+IGNORE_EXCEPTION_DETAIL" in code:
        complaint = "does not compare the text of its error; take IGNORE_EXCEPTION_DETAIL out"
        return located(node, None, complaint=complaint)
    return located(node, EXAMPLE, examples=int(examples))


def inside_only(node: nodes.Element) -> bool:
    """Return whether ``node`` stands in ``only``, which hides it from some readers."""
    parent = node.parent
    while parent is not None and not isinstance(parent, addnodes.only):
        parent = parent.parent
    return parent is not None


def literal_block(node: nodes.literal_block, example_project: Path) -> Block:
    """Judge any other block: it is quoted from a file that runs, or it has no proof."""
    # literalinclude notes the file it quotes; a code-block has no such attribute.
    if "source" in node:
        return quotation(node, Path(node["source"]), example_project)
    if node.get("language") == "console":
        return located(node, TERMINAL)
    if node.astext().lstrip().startswith(">>>"):
        complaint = "holds >>> that nothing runs; write it as a plain >>> block or in a doctest"
    else:
        complaint = "has no proof; quote it with literalinclude, run it, or use not-run"
    return located(node, None, complaint=complaint)


def quotation(node: nodes.Element, file: Path, example_project: Path) -> Block:
    """Judge a quotation: tests import every Python file, and check every file of ``deploy/``.

    The scripts of the example project's pages run in the browser of other tests.
    """
    file = file.resolve()
    if file.suffix in {".py", ".js"} and file.is_relative_to(example_project):
        return located(node, FILE)
    if file.is_relative_to(example_project / "deploy"):
        return located(node, CONFIG)
    complaint = (
        f"quotes {file.name}, which nothing runs; "
        "quote a .py or .js file of example_project/, or a file of example_project/deploy/"
    )
    return located(node, None, complaint=complaint)


class ProofCollector(EnvironmentCollector):
    """Keeps the blocks of each page in the build environment."""

    def clear_doc(self, _app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a page that changed or went away."""
        blocks_by_page(env).pop(docname, None)

    def merge_other(
        self, _app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment
    ) -> None:
        """Take over what another process read."""
        theirs = blocks_by_page(other)
        blocks_by_page(env).update({page: theirs[page] for page in docnames if page in theirs})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Judge the blocks of the page that has been read."""
        example_project = Path(app.config.example_project)
        blocks_by_page(app.env)[app.env.docname] = list(blocks_of(doctree, example_project))


def blocks_by_page(env: BuildEnvironment) -> dict[str, list[Block]]:
    """Return the blocks of every page, kept in ``env`` between builds."""
    if not hasattr(env, "proved_blocks"):
        env.proved_blocks = {}  # type: ignore[attr-defined]
    return env.proved_blocks  # type: ignore[attr-defined,no-any-return]


def complain(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Fail the build for every block without a proof, on pages read now or before."""
    for page, blocks in sorted(blocks_by_page(env).items()):
        for block in blocks:
            if block.kind is None:
                place = (page, block.line or None)
                logger.warning("This code block %s.", block.complaint, location=place, type="proof")
    return []  # No page has to be written again.


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the check."""
    app.add_config_value("example_project", "", "env", types=frozenset({str}))
    app.add_env_collector(ProofCollector)
    app.connect("env-updated", complain)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
