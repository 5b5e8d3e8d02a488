"""Explains files with ``explain_asgi``: those of the site as it is built, the reader's in the lab.

Accepted input: a file, for its explanation alone; or, for the box into which a reader pastes a
file, the examples that can be loaded, the first of which is shown to begin with. Paths are relative
to the page, or begin at the source folder with a ``/``::

    .. explained:: /../example_project/entrypoints/websocket.py
       :since: /../example_project/puddle/asgi.py

    .. explain::

       As startproject writes it: /../example_project/puddle/asgi.py

``since`` leaves out the statements that another file has too, and the docstring.

Of a file of the explainer's corpus, the lines that say what is expected of it are left out. Where
the lab has not been built, there is no box.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from explain_asgi import Explanation, explain
from explain_asgi.markup import as_html, for_page, without
from explain_asgi.report import as_text
from sphinx_ext.assets import is_still, led

EXPECTED = "\n# file: "
STEPS = (
    '<div class="explain-form">\n<p class="explain-bar">'
    '<label for="explain-text">Your file</label>'
    '<label>Named <select class="explain-name" disabled="">'
    "<option>asgi.py</option><option>wsgi.py</option></select></label>"
    '<label>Or open it <input type="file" disabled=""/></label></p>\n'
    '<textarea id="explain-text" rows="14" spellcheck="false" autocomplete="off"'
    ' autocapitalize="off" class="notranslate">\n{source}</textarea>\n'
    '<p class="explain-bar"><button type="button" data-does="explain" disabled="">Explain</button>'
    '<button type="button" data-does="copy" disabled="">Copy the corrected file</button>'
    '<button type="button" data-does="share" disabled="">Copy a link to this file</button></p>\n'
    '<p class="explain-status" role="status">Explain downloads Python once, about {size} MB; '
    "your file goes nowhere.</p>\n"
    '<div class="explain-bar" role="group" aria-labelledby="explain-examples">'
    '<span id="explain-examples">Examples:</span>{examples}</div>\n</div>\n'
    '<p class="explain-stale" hidden="">This is the answer to the text before.</p>\n'
    "<noscript><p>A file is pasted where scripts are on, or explained in a terminal. "
    "This is what is said of an example, “{name}”.</p></noscript>\n"
)


class Explain(nodes.General, nodes.Element):
    """The box, and the explanation of the first of its ``examples``: pairs of name and file."""


class Explained(nodes.General, nodes.Element):
    """The explanation of the file ``explanation``; ``number`` tells it from others."""


class Reading(SphinxDirective):
    """What both directives do: explain a file of the repository."""

    def read(self, name: str) -> Explanation:
        """Explain one file; a change to it, or to the explainer, rebuilds the page."""
        relative, path = self.env.relfn2path(name)
        file = Path(path).resolve()
        if not file.is_file():
            raise self.error(f"{self.name}: {name} is no file; its path is taken as {relative}.")
        for each in (file, *sorted(Path(explain.__code__.co_filename).parent.rglob("*.py"))):
            self.env.note_dependency(str(each))
        text = file.read_text(encoding="utf-8")
        source, marked, expected = text.partition(EXPECTED)
        filename = Path(expected.partition("\n")[0]).name if marked else file.name
        explanation = explain(source.rstrip("\n") + "\n", filename=filename)
        if explanation.refusal:
            raise self.error(f"{self.name}: {name}: {explanation.refusal.text} Name another file.")
        return explanation


class ExplainedDirective(Reading):
    """The ``explained`` directive; the module's docstring shows what it accepts."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "since": directives.unchanged_required
    }

    def run(self) -> list[nodes.Node]:
        """Return the explanation of the file."""
        since = self.options.get("since")
        node = Explained(explanation=self.read(self.arguments[0]))
        node["since"] = self.read(since) if since else None
        node["number"] = self.env.new_serialno("explained")
        self.set_source_info(node)
        return [node]


class ExplainDirective(Reading):
    """The ``explain`` directive; the module's docstring shows what it accepts."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the box with its examples."""
        if self.env.new_serialno("explain"):
            raise self.error("explain: there is a box on this page already; a page has one.")
        lines = [line for line in self.content if line.strip()]
        pairs = [line.partition(": ")[::2] for line in lines]
        if not pairs or not all(name and path for name, path in pairs):
            raise self.error("explain: name the examples, a line each, like “Plain: /../asgi.py”.")
        node = Explain(examples=[(name, self.read(path.strip())) for name, path in pairs])
        self.set_source_info(node)
        return [node]


class PlainExplained(SphinxPostTransform):
    """Gives every builder but HTML what the command line prints."""

    default_priority = 10
    formats = ("", "latex", "man", "pseudoxml", "texinfo", "text", "xml")

    def run(self, **_kwargs: Any) -> None:
        """Replace each explanation of the page."""
        found: list[nodes.Element] = [*self.document.findall(Explain)]
        for node in [*found, *self.document.findall(Explained)]:
            one = node["examples"][0][1] if isinstance(node, Explain) else node["explanation"]
            text = as_text([without(one, node.get("since"))])
            node.replace_self(nodes.literal_block(text, text, language="text"))


# Writing it ------------------------------------------------------------------------


def base_of(translator: HTML5Translator) -> str:
    """Return what leads from the page to the first folder of the site."""
    return "../" * str(translator.builder.current_docname).count("/")


def download(builder: Builder) -> int | None:
    """Return the megabytes that the first use downloads, if the lab has been built."""
    built = Path(builder.confdir) / "lab" / "dist" / "lab.json"
    if is_still(builder) or not built.is_file():
        return None
    size: int = json.loads(built.read_text(encoding="utf-8"))["explain"]["gzip"]
    return round(size / 1e6)


def visit_explain(self: HTML5Translator, node: Explain) -> None:
    """Write the box, the first example explained, and the others for the script."""
    base, size = base_of(self), download(self.builder)
    title, first = node["examples"][0]
    self.body.append(f'<div class="explain" data-base="{base}">\n')
    if size is not None:
        buttons = "".join(
            f'<button type="button" data-example="{number}" disabled="">{escape(name)}</button>'
            for number, (name, _) in enumerate(node["examples"])
        )
        texts = {"source": escape(first.source), "name": escape(title)}
        self.body.append(STEPS.format(**texts, size=size, examples=buttons))
    self.body.append(f'<div class="explain-answer">{led(self, as_html(first, base))}</div>\n')
    if size is not None:
        told = json.dumps([for_page(one, base) for _, one in node["examples"]])
        data = told.replace("<", "\\u003c")  # So that no text of a file ends the element.
        self.body.append(f'<script type="application/json">{data}</script>\n')
    self.body.append("</div>\n")
    raise nodes.SkipNode


def visit_explained(self: HTML5Translator, node: Explained) -> None:
    """Write one explanation."""
    one, name = node["explanation"], f"explained-{node['number']}"
    here = f"{self.builder.current_docname}.html"
    told = [replace(each, page="") if each.page == here else each for each in one.statements]
    html = as_html(replace(one, statements=tuple(told)), base_of(self), name, node["since"])
    self.body.append(f'<div class="explain explain-answer">{led(self, html)}</div>\n')
    raise nodes.SkipNode


def load(
    app: Sphinx, _page: str, _template: str, _context: dict[str, Any], doctree: nodes.document
) -> None:
    """Load the styles on a page that explains, and the script on a page with a box."""
    if doctree is None:
        return
    box = next(doctree.findall(Explain), None)
    if box is not None or next(doctree.findall(Explained), None) is not None:
        app.add_css_file("explain.css")
    if box is not None and download(app.builder) is not None:
        app.add_js_file("explain.js", loading_method="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives, their nodes, and what their pages load."""
    app.add_directive("explain", ExplainDirective)
    app.add_directive("explained", ExplainedDirective)
    app.add_node(Explain, html=(visit_explain, None))
    app.add_node(Explained, html=(visit_explained, None))
    app.add_post_transform(PlainExplained)
    app.setup_extension("sphinx_ext.explain_rules")
    app.connect("html-page-context", load)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
