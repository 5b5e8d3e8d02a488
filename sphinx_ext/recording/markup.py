"""The document nodes of a recording and how each is written as HTML.

Other formats get the same as plain text, in one literal block.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from sphinx_ext.recording.diagram import draw


# Docutils names the classes of nodes in lower case: its writers find them by this name.
class recording(nodes.General, nodes.Element):  # noqa: N801
    """A whole recording; ``proof`` counts it among the blocks that are run."""


class recording_html(nodes.Element):  # noqa: N801
    """One element of HTML: its ``tag``, its ``attributes`` and what is in it."""

    child_text_separator = ""


class recording_code(nodes.Element):  # noqa: N801
    """Python source, coloured; ``tag`` is ``code`` within a line and ``pre`` for lines."""


class recording_diagram(nodes.Element):  # noqa: N801
    """The sequence diagram of ``steps``, under the name ``title``."""


def html(
    tag: str, *inside: str | nodes.Node, classes: str = "", **attributes: str
) -> recording_html:
    """Return an element of HTML holding text and nodes."""
    children = [nodes.Text(part) if isinstance(part, str) else part for part in inside]
    return recording_html("", *children, tag=tag, attributes=attributes, classes=classes.split())


def python(source: str, tag: str = "code") -> recording_code:
    """Return ``source`` as Python to be coloured."""
    return recording_code(source, nodes.Text(source), tag=tag)


# HTML -------------------------------------------------------------------------

# Elements that never hold anything have no end.
VOID = {"wbr"}


def visit_recording(translator: HTML5Translator, node: recording) -> None:
    """Open the figure."""
    translator.body.append(translator.starttag(node, "figure", CLASS="recording"))


def depart_recording(translator: HTML5Translator, _node: recording) -> None:
    """Close the figure."""
    translator.body.append("</figure>\n")


def visit_html(translator: HTML5Translator, node: recording_html) -> None:
    """Open the element."""
    tag, attributes = node["tag"], node["attributes"]
    translator.body.append(translator.starttag(node, tag, "", empty=tag in VOID, **attributes))


def depart_html(translator: HTML5Translator, node: recording_html) -> None:
    """Close the element."""
    if node["tag"] not in VOID:
        translator.body.append(f"</{node['tag']}>")


def visit_code(translator: HTML5Translator, node: recording_code) -> None:
    """Write the source, coloured as Sphinx colours any Python."""
    coloured = translator.highlighter.highlight_block(
        node.astext(), "python", force=True, location=node, nowrap=True
    )
    start = translator.starttag(node, node["tag"], "", CLASS="highlight notranslate")
    translator.body.append(f"{start}{coloured.strip()}</{node['tag']}>")
    raise nodes.SkipNode


def visit_diagram(translator: HTML5Translator, node: recording_diagram) -> None:
    """Write the diagram as SVG."""
    translator.body.append(draw(node["steps"], node["title"], node["name"]))
    raise nodes.SkipNode


# Other formats ----------------------------------------------------------------

# What starts a line, and what stands apart from what is before it.
LINES = {"caption", "figcaption", "li", "p", "tr"}
APART = {"div", "pre", "summary", "td", "th"}


def write_plainly(app: Sphinx, doctree: nodes.document, _page: str) -> None:
    """Give every format but HTML each recording of the page as plain text."""
    if app.builder.format != "html":
        for node in list(doctree.findall(recording)):
            text = "\n".join(plain_lines(node))
            block = nodes.literal_block(text, text, language="text", proof=node["proof"])
            node.replace_self(block)


def plain_lines(node: nodes.Element) -> list[str]:
    """Return the text of ``node`` line by line; a table row or a list item is a line."""
    lines = []
    for part in node.children:
        if isinstance(part, recording_html):
            if part["tag"] in LINES:
                lines.append(words(part).strip())
            indent = "    " if part["tag"] in ("ol", "ul") else ""
            lines += [indent + line for line in plain_lines(part)]
    return lines


def words(node: nodes.Node) -> str:
    """Return the text of ``node`` without what :func:`plain_lines` puts on lines of its own."""
    if not isinstance(node, recording_html):
        return node.astext()
    text = ""
    for part in node.children:
        tag = part["tag"] if isinstance(part, nodes.Element) else ""
        if tag not in LINES:
            text += ("  " if tag in APART else "") + words(part)
    return text


def add_nodes(app: Sphinx) -> None:
    """Register the nodes and how each format writes them."""
    app.add_node(recording, html=(visit_recording, depart_recording))
    app.add_node(recording_html, html=(visit_html, depart_html))
    app.add_node(recording_code, html=(visit_code, None))
    app.add_node(recording_diagram, html=(visit_diagram, None))
    app.connect("doctree-resolved", write_plainly)
