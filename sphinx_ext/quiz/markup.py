"""The document nodes of a question, and how each builder writes them.

The HTML is whole without a script: the choices can be ticked, and a disclosure below them holds
the answer with every explanation. A book gets the same without anything to tick.
"""

import hashlib
from html import escape
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from sphinx_ext.assets import is_still
from sphinx_ext.progress import page_of_map

ASKS = {
    "single": "Choose one",
    "multiple": "Choose all that are right",
    "ordering": "Put in order",
    "predict": "Predict what it prints",
}
ANSWER = "The answer, and why"
DECIDES = "The run that decides it: "
RIGHT = ' data-right=""'


class Quiz(nodes.General, nodes.Element):
    """A question: a paragraph that asks, then its choices; the attributes name the run."""


class Choice(nodes.Part, nodes.Element):
    """A choice: its words, then the explanation; ``right`` says which it is."""


def mixed(node: Quiz) -> list[tuple[int, Choice]]:
    """Return the choices with their numbers as shown: where the right one stands says nothing."""
    numbered = list(enumerate(node.findall(Choice), 1))
    key = {n: hashlib.sha256(each[0].astext().encode()).digest() for n, each in numbered}
    shuffled = sorted(numbered, key=lambda one: key[one[0]])
    given_away = node["kind"] == "ordering" and shuffled == numbered
    return [*numbered[1:], numbered[0]] if given_away else shuffled


def verdict(node: Quiz, choice: Choice) -> str:
    """Return what stands before a choice in the answer."""
    return "" if node["kind"] == "ordering" else "Right: " if choice["right"] else "Wrong: "


# HTML -------------------------------------------------------------------------


def visit_quiz(self: HTML5Translator, node: Quiz) -> None:
    """Write the whole question."""
    self.body += [start_of(self, node), question(self, node)]
    if is_still(self.builder):
        self.body.append(plain_choices(self, node))
    else:
        self.body += [choices(self, node), bar(self, node), "</form>\n"]
    self.body += [answer(self, node), "</div>\n"]
    raise nodes.SkipNode


def start_of(self: HTML5Translator, node: Quiz) -> str:
    """Return the beginning: what a script needs to know stands in it."""
    names = {"kind": node["kind"], "page": node["page"], "base": node["base"]}
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in names.items())
    form = "" if is_still(self.builder) else '<form class="quiz-form" autocomplete="off">\n'
    return f'<div class="quiz" id="{node["ids"][0]}"{data}>\n{form}'


def question(self: HTML5Translator, node: Quiz) -> str:
    """Return what is asked, and the code it is about."""
    words = html_of(self, *node[0].children)
    name = f"{node['ids'][0]}-asks"
    asked = f'<p class="quiz-kind">{ASKS[node["kind"]]}</p>\n<p id="{name}">{words}</p>\n'
    if not node.get("code"):
        return asked
    code = self.highlighter.highlight_block(node["code"], "pycon")
    return f'{asked}<div class="highlight-pycon notranslate">{code}</div>\n'


def choices(self: HTML5Translator, node: Quiz) -> str:
    """Return what the reader ticks, or puts in order."""
    name, kind = node["ids"][0], node["kind"]
    if kind == "ordering":
        items = "".join(
            f'<li class="quiz-choice" data-choice="{n}">{html_of(self, each[0])}</li>\n'
            for n, each in mixed(node)
        )
        return f'<ol class="quiz-choices" aria-labelledby="{name}-asks">\n{items}</ol>\n'
    tick, role = ("checkbox", "group") if kind == "multiple" else ("radio", "radiogroup")
    labels = "".join(
        f'<label class="quiz-choice" data-choice="{n}"><input type="{tick}" name="{name}" '
        f'value="{n}"/>{html_of(self, each[0])}</label>\n'
        for n, each in mixed(node)
    )
    named = f'role="{role}" aria-labelledby="{name}-asks"'
    return f'<div class="quiz-choices" {named}>\n{labels}</div>\n'


def plain_choices(self: HTML5Translator, node: Quiz) -> str:
    """Return the choices of a book."""
    items = "".join(f"<li><p>{html_of(self, each[0])}</p></li>\n" for _, each in mixed(node))
    return f"<ul>\n{items}</ul>\n"


def bar(self: HTML5Translator, node: Quiz) -> str:
    """Return the place of what the script says; its button waits for the script."""
    overview = page_of_map(self.builder.env)
    link = ""
    if overview:
        address = escape(self.builder.get_relative_uri(node["page"], overview))
        link = f'<a class="quiz-progress" href="{address}">Your progress</a>'
    return (
        '<div class="quiz-bar"><button type="submit" disabled="">Check</button>'
        f'<span class="quiz-state"></span>{link}</div>\n'
        '<div class="quiz-said" role="status"></div>\n'
    )


def answer(self: HTML5Translator, node: Quiz) -> str:
    """Return the disclosure: each choice with its explanation, and the run."""
    ordered = node["kind"] == "ordering"
    tag = "ol" if ordered else "ul"
    listed = enumerate(node.findall(Choice), 1) if ordered else mixed(node)
    items = "".join(
        f'<li data-choice="{n}"{RIGHT if each["right"] else ""}>'
        f"<p><strong>{verdict(node, each)}</strong>{html_of(self, each[0])}</p>\n"
        f"{html_of(self, *each[1].children)}</li>\n"
        for n, each in listed
    )
    return (
        f'<details class="quiz-answer"><summary>{ANSWER}</summary>\n'
        f"<{tag}>\n{items}</{tag}>\n{run(self, node)}</details>\n"
    )


def run(self: HTML5Translator, node: Quiz) -> str:
    """Return the link to the run that decides."""
    if "anchor" not in node:  # The build has failed already.
        return ""
    page = "" if node["on"] == node["page"] else address(self, node)
    href = f"{page}#{node['anchor']}"
    link = f'<a class="reference internal" href="{href}">{escape(node["section"])}</a>'
    shows = f", which shows <code>{escape(node['shows'])}</code>" if node["shows"] else ""
    return f'<p class="quiz-run">{DECIDES}{link}{shows}.</p>\n'


def address(self: HTML5Translator, node: Quiz) -> str:
    """Return the address of the page that decides, seen from the page that asks."""
    return escape(self.builder.get_relative_uri(node["page"], node["on"]))


def html_of(self: HTML5Translator, *parts: nodes.Node) -> str:
    """Return ``parts`` as HTML, which may stand in more than one place."""
    start = len(self.body)
    for part in parts:
        part.walkabout(self)
    html = "".join(self.body[start:])
    del self.body[start:]
    return html.strip()


# Everything else --------------------------------------------------------------


class PlainQuiz(SphinxPostTransform):
    """Gives every builder but HTML a paragraph, a list, and the answers below it."""

    default_priority = 10
    formats = ("", "latex", "man", "pseudoxml", "texinfo", "text", "xml")

    def run(self, **_kwargs: Any) -> None:
        """Replace each question of the page."""
        for node in list(self.document.findall(Quiz)):
            parts: list[nodes.Node] = [node[0]]
            if node.get("code"):
                parts.append(nodes.literal_block(node["code"], node["code"], language="pycon"))
            words = [nodes.paragraph("", each[0].astext()) for _, each in mixed(node)]
            parts.append(nodes.bullet_list("", *(nodes.list_item("", each) for each in words)))
            answers = (
                nodes.definition_list_item(
                    "",
                    nodes.term("", verdict(node, each) + each[0].astext()),
                    nodes.definition("", *each[1].children),
                )
                for each in node.findall(Choice)
            )
            parts.append(nodes.definition_list("", *answers))
            node.replace_self(parts)
