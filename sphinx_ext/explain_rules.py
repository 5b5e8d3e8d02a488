"""Lists rules of the explainer: what each finds, with a file that fails and one that passes.

Accepted input: the names of rules, parted by commas; each may stand once on a page, and its name is
the address that a finding links to::

    .. explain-rules:: import-above-setup, model-above-setup

The two files are those of the tests, which run both under a server.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from explain_asgi import Finding, explain
from explain_asgi.markup import diff, link, pre, prose
from explain_asgi.model import NOTICED
from explain_asgi.reading import lines_of
from explain_asgi.rules import RULES
from sphinx_ext.assets import led, load_where_used

CORPUS = Path(__file__).parent.parent / "tests" / "explain_corpus" / "rules"
KNOWN = {rule.name: rule for rule in RULES}


class ExplainRules(nodes.General, nodes.Element):
    """A list of rules; ``told`` holds what each says of its own example."""


@dataclass(frozen=True)
class Told:
    """What a rule finds in the file that fails, and the lines of both files."""

    finding: Finding
    old: list[str]
    new: list[str]


def told(name: str) -> Told:
    """Return what a rule says of its own example."""
    texts = []
    for end in ("fails", "passes"):
        source, _, expected = (
            (CORPUS / name / f"{end}.py").read_text("utf-8").partition("\n# file: ")
        )
        texts.append((source, expected.partition("\n")[0]))
    (old, filename), (new, _) = texts
    findings = explain(old, filename=filename).findings
    return Told(next(one for one in findings if one.rule == name), lines_of(old), lines_of(new))


class ExplainRulesDirective(SphinxDirective):
    """The ``explain-rules`` directive; the module's docstring shows what it accepts."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        names = [name.strip() for name in self.arguments[0].split(",")]
        if unknown := [name for name in names if name not in KNOWN]:
            raise self.error(f"explain-rules: there is no rule {', '.join(unknown)}.")
        code = Path(explain.__code__.co_filename).parent.rglob("*.py")
        for file in (*code, *(file for name in names for file in (CORPUS / name).glob("*.py"))):
            self.env.note_dependency(str(file))
        node = ExplainRules(told=[told(name) for name in names])
        self.set_source_info(node)
        return [node]


def item(one: Told, base: str) -> str:
    """Return a rule as HTML."""
    finding = one.finding
    example = pre(diff(one.old, one.new))
    return (
        f'<li id="{finding.rule}" class="explain-{finding.severity}">'
        f"<p><strong>{finding.severity.capitalize()}: {prose(finding.title)}</strong> "
        f"<code>{finding.rule}</code></p>"
        f"<p>{prose(finding.happens)} {NOTICED[finding.when]}</p>"
        f"<p>{prose(finding.advice)} {link(finding.page, base)}</p>"
        f"<details><summary>An example, and its correction</summary>{example}</details></li>\n"
    )


def visit_explain_rules(self: HTML5Translator, node: ExplainRules) -> None:
    """Write the list."""
    base = "../" * str(self.builder.current_docname).count("/")
    items = led(self, "".join(item(one, base) for one in node["told"]))
    self.body.append(f'<div class="explain"><ul class="explain-findings">\n{items}</ul></div>\n')
    raise nodes.SkipNode


class PlainRules(SphinxPostTransform):
    """Gives every builder but HTML the same in plain words."""

    default_priority = 10
    formats = ("", "latex", "man", "pseudoxml", "texinfo", "text", "xml")

    def run(self, **_kwargs: Any) -> None:
        """Replace each list of the page."""
        for node in list(self.document.findall(ExplainRules)):
            found = [one.finding for one in node["told"]]
            texts = [f"{one.rule}: {one.title} {one.happens} {one.advice}" for one in found]
            items = [nodes.list_item("", nodes.paragraph("", text)) for text in texts]
            node.replace_self(nodes.bullet_list("", *items))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, its node and its styles."""
    app.add_directive("explain-rules", ExplainRulesDirective)
    app.add_node(ExplainRules, html=(visit_explain_rules, None))
    app.add_post_transform(PlainRules)
    load_where_used(app, ExplainRules, css="explain.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
