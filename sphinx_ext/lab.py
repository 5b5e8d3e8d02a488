"""Gives every Python example its place in the lab, which runs it in the reader's browser.

Accepted input: nothing new. Sphinx's own blocks are found and marked, in the order of their
groups; what Sphinx trims of a block's flags is kept in an attribute::

    >>> from by_hand.server import http_scope
    >>> http_scope("/now/")["path"]
    '/now/'

    .. doctest:: of-its-own

       >>> import puddle.asgi

    .. testcode::

       print("splash")

    .. testoutput::

       splash

A block that cannot run in a browser is listed in ``lab/exceptions.toml``, and the reader is told
why in place of Run::

    [[exception]]
    page = "deploy/workers"
    contains = "os.fork()"
    reason = "a browser starts no processes"

Where ``lab/dist/`` has not been built, pages are as they are without the lab.
"""

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from doctest import OPTIONFLAGS_BY_NAME
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.ext.doctest import blankline_re, doctestopt_re
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

KINDS = ("doctest", "testcode", "testoutput")
# Shown by the style sheet once the script is overdue.
# It takes two lines on a phone, as high as the toolbar, so that nothing moves.
ABSENT = "No Run: opened as a file, or its script was blocked. Try python -m http.server."


class LabBlock(nodes.General, nodes.Element):
    """One of Sphinx's blocks with its place in the lab; its attributes are those of the HTML."""


# The built lab ----------------------------------------------------------------


def version_of(dist: Path) -> str:
    """Return a digest of the lab's script, or nothing where the lab has not been built."""
    script = dist / "lab.js"
    return hashlib.sha256(script.read_bytes()).hexdigest() if script.is_file() else ""


@dataclass(frozen=True)
class Exemption:
    """A block that no browser runs: its page, a text that it contains, and why."""

    page: str
    contains: str
    reason: str


def exemptions_of(file: Path) -> list[Exemption]:
    """Return what ``file`` lists; without it every block runs."""
    if not file.is_file():
        return []
    with file.open("rb") as opened:
        return [Exemption(**entry) for entry in tomllib.load(opened).get("exception", [])]


def note_lab(app: Sphinx, config: Config) -> None:
    """Write every page again once the lab or its exceptions have changed."""
    lab = Path(app.confdir) / "lab"
    config.lab_version = version_of(lab / "dist")
    config.lab_exceptions = [vars(each) for each in exemptions_of(lab / "exceptions.toml")]


# The blocks of a page ---------------------------------------------------------


def blocks_of(doctree: nodes.document) -> Iterator[nodes.Element]:
    """Yield the blocks that ``make doctest`` runs or compares."""
    for node in doctree.findall(nodes.Element):
        if isinstance(node, nodes.doctest_block) or node.get("testnodetype") in KINDS:
            yield node


def code_of(node: nodes.Element) -> str:
    """Return what ``make doctest`` runs, flags and all."""
    return str(node.get("test", node.astext()))


def shown(node: nodes.Element, *, trims: bool) -> str:
    """Return what the reader will see of ``node``."""
    text = node.astext()
    if node.get("testnodetype", "doctest") != "doctest" or not node.get("trim_flags", trims):
        return text
    return doctestopt_re.sub("", blankline_re.sub("", text))


def options_of(node: nodes.Element, defaults: int) -> dict[str, bool]:
    """Return doctest's options for ``node`` by name: the site's own, changed by the block's."""
    own = node.get("options") or {}
    of_site = {name: True for name, flag in OPTIONFLAGS_BY_NAME.items() if defaults & flag}
    names = {flag: name for name, flag in OPTIONFLAGS_BY_NAME.items()}
    return of_site | {names[flag]: bool(on) for flag, on in own.items()}


def reason_for(page: str, code: str, exemptions: list[dict[str, str]]) -> str | None:
    """Return why this block cannot run in a browser, or nothing where it can."""
    found = (e["reason"] for e in exemptions if e["page"] == page and e["contains"] in code)
    return next(found, None)


class MarkBlocks(SphinxPostTransform):
    """Wraps each block in a :class:`LabBlock`, before Sphinx trims what doctest needs."""

    default_priority = HighlightLanguageTransform.default_priority - 1
    formats = ("html",)

    def run(self, **_kwargs: Any) -> None:
        """Mark the blocks of one page."""
        if not self.config.lab_version or self.app.builder.name not in {"html", "dirhtml"}:
            return
        places: Counter[str] = Counter()
        for number, node in enumerate(list(blocks_of(self.document)), 1):
            block = LabBlock(**self.marks(node, places), number=str(number))
            node.replace_self(block)
            block += node

    def marks(self, node: nodes.Element, places: Counter[str]) -> dict[str, str]:
        """Return the attributes of the block; ``places`` counts the blocks of each group."""
        kind, (group, *_) = node.get("testnodetype", "doctest"), node.get("groups", ["default"])
        # An output belongs to the code before it.
        index = places[group] - (kind == "testoutput")
        places[group] = index + 1
        options = options_of(node, self.config.doctest_default_flags)
        code = code_of(node)
        marks = {"kind": kind, "group": group, "index": str(index), "options": json.dumps(options)}
        if code != shown(node, trims=self.config.trim_doctest_flags):
            marks["code"] = code
        reason = reason_for(self.env.docname, code, self.config.lab_exceptions)
        return marks | ({"not-here": reason} if reason else {})


def visit_block(self: HTML5Translator, node: LabBlock) -> None:
    """Open the block."""
    names = ("kind", "group", "index", "options", "code", "not-here")
    data = "".join(f' data-{name}="{escape(node[name])}"' for name in names if name in node)
    self.body.append(f'<div class="lab-block" id="example-{node["number"]}"{data}>\n')


def depart_block(self: HTML5Translator, node: LabBlock) -> None:
    """Close the block, with the place of its toolbar, so that nothing moves when that comes."""
    if node["kind"] != "testoutput":
        self.body.append(f'<div class="lab-bar"><span class="lab-absent">{ABSENT}</span></div>\n')
    self.body.append("</div>\n")


def load(
    app: Sphinx, _page: str, _template: str, _context: dict[str, Any], doctree: nodes.document
) -> None:
    """Load the lab on a page that has a block."""
    if doctree is None or next(doctree.findall(LabBlock), None) is None:
        return
    app.add_css_file("lab.css")
    app.add_js_file("lab.js", type="module")


def complain(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Fail the build for an exception whose page or text has gone."""
    for entry in app.config.lab_exceptions:
        page, text = entry["page"], entry["contains"]
        blocks = blocks_of(env.get_doctree(page)) if page in env.found_docs else ()
        if not any(text in code_of(node) for node in blocks):
            told = (
                f"no block of the page {page!r} contains {text!r}; take the entry out, or mend it"
            )
            logger.warning("lab/exceptions.toml: %s.", told, type="lab")
    return []  # No page has to be written again.


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the blocks and what their pages load."""
    app.setup_extension("sphinx.ext.doctest")
    app.add_config_value("lab_version", "", "html", types=frozenset({str}))
    app.add_config_value("lab_exceptions", [], "html", types=frozenset({list}))
    app.connect("config-inited", note_lab)
    app.connect("env-updated", complain)
    app.connect("html-page-context", load)
    app.add_node(LabBlock, html=(visit_block, depart_block))
    app.add_post_transform(MarkBlocks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
