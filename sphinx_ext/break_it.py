"""Breaks a file of the example project, one change at a time, and shows what CPython says.

Accepted input: the file, then one definition list. A term is a call of ``edit``'s functions, the
line that a reader changes by it, and what it does to the line; a fourth part, where there is one,
is set in the environment before. The definition explains what comes of it::

    .. break-it:: puddle/asgi.py

       ``delete("import os")`` : line 10 : delete it
          Line 14 uses the name, and nothing has bound it.
          **Fix:** keep line 10.
       ``replace("environ.setdefault(", "environ.get(")`` : line 14 : read it : TZ=UTC
          ...

Each change is made in a fresh copy and typed into a fresh Python while the site is built; what was
printed becomes an ordinary doctest in a group of its own, which ``make doctest`` and the lab run
again. A change that ends in an error needs its **Fix:**. With scripts the file has a choice at
each line, and the change chosen is shown alone.
"""

import ast
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from sphinx_ext.assets import is_still, load_where_used
from sphinx_ext.line_by_line import Statement, rows, statements_of
from sphinx_ext.recording.run import RecordingError, dependencies, recorded

Json = dict[str, Any]

EDITS = ("delete", "insert", "move", "replace")
LINE = re.compile(r"line (\d+)")
VARIABLE = re.compile(r"([A-Z_]+)=(\S+)")
FORM = '``delete("import os")`` : line 10 : delete it'


class BreakItError(Exception):
    """A change that cannot be shown; the text says what to do."""


class BreakIt(nodes.General, nodes.Element):
    """The changes of a file: its name is ``file``, its text ``code``; its children are changes."""


class Change(nodes.Part, nodes.Element):
    """One change: the ``line`` it is offered at, its ``label``, the rows taken ``out`` and put in.

    ``rows`` holds a pair for each new row: the number of the line it stands below, and its text.
    """


@dataclass(frozen=True)
class Offer:
    """What a term says."""

    call: str
    line: int
    label: str
    variable: str
    value: str

    @property
    def name(self) -> str:
        """The name of the doctest's group, and of the place on the page."""
        return nodes.make_id(f"line {self.line} {self.label}")

    def lines(self, file: str) -> list[str]:
        """Return what is typed."""
        module = file.removesuffix(".py").replace("/", ".")
        before, after = [], []
        if self.variable:
            after = [f'os.environ["{self.variable}"]']
            before = ["import os", f'{after[0]} = "{self.value}"']
        typed = ["import edit", f"edit.{self.call}", f"import {module}", f"{module}.application"]
        return [*before, *typed, *after]


# What a page says -----------------------------------------------------------------------------


def offer_of(item: nodes.Element) -> Offer:
    """Return what the term of ``item`` offers."""
    term, *rest = [node for node in item if isinstance(node, nodes.term | nodes.classifier)]
    parts = [node.astext() for node in rest]
    line = LINE.fullmatch(parts[0]) if parts else None
    variable = VARIABLE.fullmatch("=".join(parts[2:]) or "NONE=none")
    # Docutils leaves an empty text where the first colon stood.
    inside = [type(child) for child in term if child.astext()]
    if inside != [nodes.literal] or not line or not variable:
        raise BreakItError(f"the term “{term.astext()}” is no change; write it like {FORM}")
    if len(parts) < 2:
        raise BreakItError(f"{term.astext()} does not say what it does; write it like {FORM}")
    name, value = variable.groups() if parts[2:] else ("", "")
    return Offer(called(term.astext()), int(line[1]), parts[1], name, value)


def called(text: str) -> str:
    """Return the call of one of edit's functions with literals, and nothing else."""
    try:
        call = ast.parse(text, mode="eval").body
    except SyntaxError:
        call = ast.Constant(None)
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in EDITS:
        values = [*call.args, *(keyword.value for keyword in call.keywords)]
        if all(isinstance(value, ast.Constant) for value in values):
            return text
    raise BreakItError(f"{text!r} calls none of {', '.join(EDITS)} with texts alone")


def fixed(item: nodes.Element) -> bool:
    """Return whether the explanation says how the change is mended."""
    return any(node.astext() == "Fix:" for node in item.findall(nodes.strong))


# What CPython says ----------------------------------------------------------------------------


def check(offer: Offer, item: nodes.Element, result: Json) -> None:
    """Refuse a change that could not be made, and an error without its fix."""
    last = result["typed"][-1]
    if last["source"] == f"edit.{offer.call}":
        raise BreakItError(f"{offer.call} cannot be made: {last['printed'].splitlines()[-1]}")
    if result["raises"] and not fixed(item):
        told = "say how it is mended, on a line that begins with **Fix:**"
        raise BreakItError(f"{offer.call} ends in {result['raises']}; {told}")


def difference(before: str, after: str) -> tuple[list[int], list[tuple[int, str]]]:
    """Return the lines taken out, and those put in with the line that each stands below."""
    old, new = before.splitlines(), after.splitlines()
    out: list[int] = []
    put: list[tuple[int, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            out += range(a + 1, b + 1)
            put += [(b, line) for line in new[c:d]]
    return out, put


def transcript(result: Json) -> list[str]:
    """Return what was typed and printed, as a doctest."""
    return [
        line
        for each in result["typed"]
        for line in (f">>> {each['source']}", *each["printed"].splitlines())
    ]


class BreakItDirective(SphinxDirective):
    """The ``break-it`` directive; the module's docstring shows what it accepts."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[OptionSpec] = {}

    def run(self) -> list[nodes.Node]:
        """Return the file and its changes, or the error that says what to correct."""
        try:
            return [self.build()]
        except BreakItError as error:
            raise self.error(f"break-it: {error}.") from error

    def build(self) -> BreakIt:
        """Return the node of the file with a change for each term."""
        file, project = self.arguments[0], Path(self.config.example_project)
        try:
            code = (project / file).read_text(encoding="utf-8")
        except OSError as error:
            raise BreakItError(f"{file}: {error.strerror}; name it from the project") from error
        items = self.items()
        offers = [offer_of(item) for item in items]
        self.check_lines(offers, code)
        node = BreakIt(code=code, file=file)
        self.set_source_info(node)
        results = self.record(offers, file, project)
        for offer, item, result in zip(offers, items, results, strict=True):
            check(offer, item, result)
            node += self.change(offer, item, result, code)
        return node

    def items(self) -> list[nodes.Element]:
        """Return the items of the one definition list that the content is."""
        content = [n for n in self.parse_content_to_nodes() if not isinstance(n, nodes.comment)]
        if len(content) == 1 and isinstance(content[0], nodes.definition_list):
            return [n for n in content[0] if isinstance(n, nodes.definition_list_item)]
        raise BreakItError(f"the content is one definition list; its terms are like {FORM}")

    def check_lines(self, offers: list[Offer], code: str) -> None:
        """Refuse a line on which no statement begins, and two changes of one name."""
        first = [statement.first for statement in statements_of(code)]
        for offer in offers:
            if offer.line not in first:
                told = f"they begin on {', '.join(map(str, first))}"
                raise BreakItError(f"no statement begins on line {offer.line}; {told}")
            if [other.name for other in offers].count(offer.name) > 1:
                raise BreakItError(f"line {offer.line}, {offer.label!r} stands twice; reword one")

    def record(self, offers: list[Offer], file: str, project: Path) -> list[Json]:
        """Make every change in a Python of its own; what was recorded before is kept."""
        for path in dependencies(project):
            self.env.note_dependency(str(path))
        cache = Path(self.env.doctreedir).parent / "recordings"
        jobs = [{"kind": "session", "lines": each.lines(file), "file": file} for each in offers]
        try:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                return list(pool.map(lambda job: recorded(job, project, cache), jobs))
        except RecordingError as error:
            raise BreakItError(f"a change could not be recorded: {error}") from error

    def change(self, offer: Offer, item: nodes.Element, result: Json, code: str) -> Change:
        """Return one change: its title, its run as a doctest, its explanation."""
        out, put = difference(code, result["file"])
        node = Change(line=offer.line, label=offer.label, out=out, rows=put, ids=[offer.name])
        self.state.document.ids.setdefault(offer.name, node)
        title = f"Line {offer.line}: {offer.label}"
        block = "\n".join(f"   {line}" for line in transcript(result))
        node += nodes.rubric(title, title, **{"heading-level": 3})
        node += self.parse_text_to_nodes(f".. doctest:: {offer.name}\n\n{block}\n")
        node += item[-1].children
        node.source, node.line = item.source, item.line
        return node


# Written --------------------------------------------------------------------------------------


def choice(statement: Statement, changes: list[Change]) -> str:
    """Return what can be done to a statement; it waits for the script."""
    options = "".join(
        f'<option value="{each["ids"][0]}">{escape(each["label"])}</option>'
        for each in changes
        if each["line"] == statement.first
    )
    if not options:
        return ""
    name = escape(f"Line {statement.first}: {statement.text.splitlines()[0]}")
    return (
        f'<select disabled="" aria-label="{name}"><option value="">as it is</option>'
        f"{options}</select>"
    )


def added(changes: list[Change], below: int) -> str:
    """Return the rows that changes put below a line, which the script shows."""
    return "".join(
        f'<div class="row" hidden="" data-change="{each["ids"][0]}"><span class="linenos">+ </span>'
        f'<span class="code">{escape(text)}\n</span></div>'
        for each in changes
        for place, text in each["rows"]
        if place == below
    )


def visit_file(self: HTML5Translator, node: BreakIt) -> None:
    """Write the file with its choices, and open the list of changes."""
    file = "" if is_still(self.builder) else listing(self, node)
    self.body.append(f'<div class="break-it">\n{file}')


def listing(translator: HTML5Translator, node: BreakIt) -> str:
    """Return the file, a choice at the first line of each statement."""
    changes = list(node.findall(Change))
    choices = {each.first: choice(each, changes) for each in statements_of(node["code"])}
    html = added(changes, 0)
    for number, row in enumerate(rows(translator, node["code"].removesuffix("\n")), 1):
        html += f'<div class="line" data-line="{number}">{row}{choices.get(number, "")}</div>'
        html += added(changes, number)
    return (
        f'<form autocomplete="off"><figure><figcaption class="notranslate">{escape(node["file"])}'
        f'</figcaption><div class="highlight notranslate">{html}</div></figure>\n'
        '<p><button type="reset" disabled="">All lines as they are</button> '
        '<span role="status">Change one line, and the list below shows what comes of it.</span>'
        "</p></form>\n"
    )


def depart_file(self: HTML5Translator, _node: BreakIt) -> None:
    """Close the list."""
    self.body.append("</div>\n")


def visit_change(self: HTML5Translator, node: Change) -> None:
    """Open a change; the lines it takes out stand in an attribute."""
    out: Json = {"data-out": " ".join(map(str, node["out"]))}
    self.body.append(self.starttag(node, "div", CLASS="break-it-change", **out))


def pass_by(_self: object, _node: nodes.Element) -> None:
    """Write nothing around it."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, its nodes, and what its pages load."""
    app.setup_extension("sphinx_ext.proofs")  # Owns the setting example_project.
    app.setup_extension("sphinx.ext.doctest")
    others: Json = dict.fromkeys(("latex", "man", "texinfo", "text"), (pass_by, pass_by))
    app.add_node(BreakIt, html=(visit_file, depart_file), **others)
    app.add_node(Change, html=(visit_change, depart_file), **others)
    app.add_directive("break-it", BreakItDirective)
    load_where_used(app, BreakIt, css="break-it.css", js="break-it.js")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
