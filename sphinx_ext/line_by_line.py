"""Shows a whole Python file once, each statement linked to its explanation and back.

Accepted input: the path of the file (relative to the page, or from the source folder with a
leading ``/``), then one definition list. Each term is an inline literal, the beginning of a
statement's text; each definition is any reST. Every statement has one explanation, in file
order, so a changed file fails the build. Below the list may stand what is to be tried::

    .. line-by-line:: /../example_project/puddle/asgi.py
       :caption: example_project/puddle/asgi.py
       :compact:
       :beside:

       ``import os``
          Brings in Python's ``os`` module.

       >>> from puddle.asgi import application

``:caption:`` defaults to the name of the file; ``:compact:`` sets the explanations tighter, and
``:beside:``, which the home page has, shows one at a time beside the file, where there is room and
scripts run.
"""

import ast
import re
from collections.abc import Callable
from html import escape
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from sphinx_ext.assets import is_still, load_where_used

HINT = (
    '<p class="hint">Each line is a link to its explanation. '
    '<span class="keys">Or tab into the file: '
    "<kbd>↓</kbd> and <kbd>↑</kbd> walk it, <kbd>Esc</kbd> returns.</span></p>\n"
)


class LineByLine(nodes.General, nodes.Element):
    """A whole file: its text is ``code``, its place ``source_file``; first its explanations."""


class LineByLineBeside(LineByLine):
    """The same with ``:beside:``, which has a style sheet more."""


class LineExplanations(nodes.Part, nodes.Element):
    """The explanations of a file, in its order."""


class LineExplanation(nodes.Part, nodes.Element):
    """What one statement does; ``first`` and ``last`` are its lines, ``code`` is their text."""


class Statement(NamedTuple):
    """One top-level statement: its lines, counted from 1, and its text."""

    first: int
    last: int
    text: str


def statements_of(source: str) -> list[Statement]:
    """Return the top-level statements of ``source``; those sharing a line count as one."""
    spans: list[tuple[int, int]] = []
    for node in ast.parse(source).body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        if spans and first <= spans[-1][1]:
            first = spans.pop()[0]
        spans.append((first, node.end_lineno or first))
    lines = source.split("\n")
    return [Statement(a, b, "\n".join(lines[a - 1 : b])) for a, b in spans]


def listed(statements: list[Statement]) -> str:
    """Return the statements as an error message names them."""
    return ", ".join(f"line {s.first} ``{s.text.splitlines()[0]}``" for s in statements)


def find(text: str, statements: list[Statement]) -> Statement:
    """Return the one statement that begins with ``text``; its whole text always names it."""
    found = [s for s in statements if s.text == text]
    found = found or [s for s in statements if s.text.startswith(text)]
    if not found:
        told = f"begins no statement of the file: {listed(statements)}. Write what it says now"
        raise ValueError(f"``{text}`` {told}")
    if len(found) > 1:
        told = f"begins more than one statement: {listed(found)}. Write more of the one meant"
        raise ValueError(f"``{text}`` {told}")
    return found[0]


def following(before: list[Statement], item: nodes.Element, among: list[Statement]) -> Statement:
    """Return the statement that ``item`` explains; it comes after those explained ``before``."""
    term = item[0]
    if [type(child) for child in term.children] != [nodes.literal]:
        told = "Write the beginning of a statement between double backquotes, and nothing else"
        raise ValueError(f"the term “{term.astext()}” is not one inline literal. {told}")
    statement = find(term.astext(), among)
    if statement in before:
        raise ValueError(f"{listed([statement])} is explained twice. Keep one of them")
    if before and statement < before[-1]:
        told = f"{listed([statement])} is explained after {listed(before[-1:])}"
        raise ValueError(f"{told}. Put the explanations in the order of the file")
    return statement


def slug(term: str) -> str:
    """Return a readable name: ``docstring``, ``import-os``, ``setdefault``, ``application``."""
    if re.match(r"[rRuUbB]*['\"]", term):
        return "docstring"
    head = re.split(r"[(=:]", term)[0].strip()
    return nodes.make_id(head if " " in head else head.rpartition(".")[2]) or "statement"


class LineByLineDirective(SphinxDirective):
    """The ``line-by-line`` directive; the module's docstring shows what it accepts."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[OptionSpec] = {
        "caption": directives.unchanged_required,
        "compact": directives.flag,
        "beside": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Return the file with its explanations, or the error that says what to correct."""
        self.at: dict[str, Any] = {"line": self.lineno}
        try:
            return [self.build()]
        except ValueError as error:
            message = f"line-by-line: {error}."
            return [self.state.document.reporter.error(message, **self.at)]

    def build(self) -> LineByLine:
        """Return the node of the listing, its explanations checked against the file."""
        path, source, statements = self.read()
        kind = LineByLineBeside if "beside" in self.options else LineByLine
        node = kind(code=source, source_file=str(path), proof="file")
        node["caption"] = self.options.get("caption", path.name)
        node["classes"] = [name for name in ("compact", "beside") if name in self.options]
        self.set_source_info(node)
        explained: list[Statement] = []
        items, below = self.content_parts()
        explanations = LineExplanations()
        for item in items:
            self.at = {"base_node": item}
            explained.append(following(explained, item, statements))
            explanations += self.explanation(item, explained[-1])
        node += [explanations, *below]
        self.at = {"line": self.lineno}
        if missing := [s for s in statements if s not in explained]:
            raise ValueError(f"nothing explains {listed(missing)}. Add a term for each")
        return node

    def read(self) -> tuple[Path, str, list[Statement]]:
        """Return the file, its text and its statements; a change to it rebuilds the page."""
        relative, absolute = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(relative)
        try:
            source = Path(absolute).read_text(encoding="utf-8")
            return Path(absolute), source, statements_of(source)
        except OSError as error:
            told = "Name it relative to this page, or from the source folder with a leading /"
            raise ValueError(f"{absolute}: {error.strerror}. {told}") from error
        except (SyntaxError, ValueError) as error:
            raise ValueError(f"Python cannot parse {absolute}: {error}. Correct it") from error

    def content_parts(self) -> tuple[list[nodes.Element], list[nodes.Node]]:
        """Return the items of the definition list, and what stands below it."""
        content = [n for n in self.parse_content_to_nodes() if not isinstance(n, nodes.comment)]
        if content and isinstance(content[0], nodes.definition_list):
            items: list[nodes.Element] = [n for n in content[0] if isinstance(n, nodes.Element)]
            return items, content[1:]
        told = "the beginning of a statement between double backquotes, its explanation below"
        raise ValueError(f"the content begins with a definition list: {told}")

    def explanation(self, item: nodes.Element, statement: Statement) -> LineExplanation:
        """Return the explanation of ``statement``, with an id for it and one for its line."""
        taken, base = self.state.document.ids, slug(item[0].astext())
        names = (base if n == 1 else f"{base}-{n}" for n in count(1))
        name = next(n for n in names if not {f"line-{n}", f"code-{n}"} & taken.keys())
        node = LineExplanation("", *item[-1].children, ids=[f"line-{name}"], back=f"code-{name}")
        node["first"], node["last"], node["code"] = statement
        node.source, node.line = item.source, item.line
        taken.update({node["ids"][0]: node, node["back"]: node})
        return node


class PlainListing(SphinxPostTransform):
    """Gives every builder but HTML a plain literal block and a definition list."""

    default_priority = 10
    formats = ("", "latex", "man", "pseudoxml", "texinfo", "text", "xml")

    def run(self, **_kwargs: Any) -> None:
        """Replace each listing of the page."""
        for node in list(self.document.findall(LineByLine)):
            caption = nodes.paragraph("", "", nodes.literal(text=node["caption"]))
            block = nodes.literal_block(node["code"], node["code"], language="python", linenos=True)
            block["source"], block["proof"] = node["source_file"], node["proof"]
            items = nodes.definition_list()
            for each in node.findall(LineExplanation):
                term = nodes.term("", "", nodes.literal(text=each["code"].splitlines()[0]))
                body = nodes.definition("", *each.children)
                items += nodes.definition_list_item("", term, body, ids=each["ids"])
            node.replace_self([caption, block, items, *node[1:]])


def rows(translator: HTML5Translator, code: str, first: int = 1) -> list[str]:
    """Return ``code`` as highlighted HTML, a string for each line, numbered from ``first``."""
    html = translator.highlighter.highlight_block(code, "python", nowrap=True)
    # On a narrow screen a line breaks after a bracket, not in the middle of a word.
    lines = html.removesuffix("\n").replace("(</span>", "(</span><wbr/>").split("\n")
    number = '<span class="linenos" aria-hidden="true">{:>2} </span>'
    return [
        f'<span class="row">{number.format(n)}<span class="code">{line}\n</span></span>'
        for n, line in enumerate(lines, first)
    ]


def place(node: LineExplanation) -> str:
    """Return the attributes of both halves of a pair; ``beside`` shows the last one at first."""
    number = node.parent.index(node) + 1
    kept = "beside" in node.parent.parent["classes"] and number == len(node.parent)
    return f'data-statement="{number}"' + (' data-kept=""' if kept else "")


def listing(translator: HTML5Translator, node: LineByLine) -> str:
    """Return the whole file, each statement one link, together with the comments above it."""
    code, html, done = rows(translator, node["code"]), "", 0
    blank = [not line.strip() for line in node["code"].split("\n")]
    for each in node.findall(LineExplanation):
        lead = blank.index(False, done)
        link = f'href="#{each["ids"][0]}" id="{each["back"]}" {place(each)}'
        html += "".join(code[done:lead]) + f'<a class="statement" {link}>'
        html += "".join(code[lead : each["last"]]) + "</a>"
        done = each["last"]
    return html + "".join(code[done:])


def visit_listing(self: HTML5Translator, node: LineByLine) -> None:
    """Open the whole, and write the figure; where nothing can be pointed at, nothing is hidden."""
    still = is_still(self.builder)
    names = [name for name in node["classes"] if not (still and name == "beside")]
    self.body.append(
        f'<div class="{" ".join(["line-by-line", *names])}">\n<figure>\n'
        f'<figcaption class="notranslate">{escape(node["caption"])}</figcaption>\n'
        f'<div class="highlight notranslate"><pre>{listing(self, node)}</pre></div>\n'
        f"</figure>\n{HINT}"
    )


def visit_explanations(self: HTML5Translator, _node: LineExplanations) -> None:
    """Open the explanations."""
    self.body.append("<dl>\n")


def visit_explanation(self: HTML5Translator, node: LineExplanation) -> None:
    """Write the statement again, linked to its line, and open its explanation."""
    code = "".join(rows(self, node["code"], node["first"]))
    # Not a ``div.highlight``: each of those gets a Copy button.
    self.body.append(
        f'<div id="{node["ids"][0]}" {place(node)}>\n<dt><pre class="highlight '
        f'notranslate"><a class="statement" href="#{node["back"]}">{code}</a></pre></dt>\n<dd>\n'
    )


def depart(*tags: str) -> Callable[[HTML5Translator, nodes.Element], None]:
    """Return a function that closes ``tags``."""
    return lambda self, _node: self.body.append("".join(f"</{tag}>\n" for tag in tags))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, its nodes, and what its pages load."""
    app.add_directive("line-by-line", LineByLineDirective)
    for kind in (LineByLine, LineByLineBeside):
        app.add_node(kind, html=(visit_listing, depart("div")))
    app.add_node(LineExplanations, html=(visit_explanations, depart("dl")))
    app.add_node(LineExplanation, html=(visit_explanation, depart("dd", "div")))
    app.add_post_transform(PlainListing)
    load_where_used(app, LineByLine, css="line-by-line.css", js="line-by-line.js")
    load_where_used(app, LineByLineBeside, css="home.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
