"""Writes every page as Markdown beside its HTML, and ``llms.txt``, the list of them.

A program that answers questions reads ``PAGE.md`` for the price of its words; https://llmstxt.org
says what the list looks like. Each HTML page names its Markdown in a ``<link>``.
"""

import re
from html import unescape
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from docutils import nodes
from markdownify import MarkdownConverter
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

# What only a reader in a browser needs; the bars say why nothing runs.
LIVE_TAGS = {"button", "script", "svg", "input", "noscript"}
LIVE_CLASSES = {"headerlink", "linenos", "lab-bar", "recorder-bar", "exercise-bar", "race-controls"}
LIVE_CLASSES |= {"explain-form", "explain-stale", "error-search"}
OPENING = "in short"  # The name of what is kept of a page.
LINKED = re.compile(r"^(?!\w+:)([^#]*)\.html(#.*)?$")
LANGUAGE = re.compile(r"highlight-(\w+)")
# Half of all elements colour a listing. Markdown has no colours, so a parser need not see them.
LISTING = re.compile(r"(?<=<pre>).*?(?=</pre>)", re.DOTALL)
COLOUR = re.compile(r'<span class="linenos"[^>]*>.*?</span>|<[^>]*>')
FENCES = {"python3": "python", "default": "python", "none": "", "text": ""}


class Converter(MarkdownConverter):
    """Markdownify, with the language of a block and with links from Markdown to Markdown."""

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a link; one to a page of ours leads to its Markdown."""
        el["href"] = LINKED.sub(r"\1.md\2", str(el.get("href", "")))
        return str(super().convert_a(el, text, parent_tags))  # type: ignore[misc]

    def convert_label(self, _el: Tag, text: str, **_: object) -> str:
        """Return a choice of a question as an item."""
        return f"\n- {text.strip()}"


def language_of(pre: Tag) -> str:
    """Return the word that stands after the fence of a block."""
    if pre.get_text().startswith(">>>"):
        return "pycon"
    box = pre.find_parent("div", class_=LANGUAGE)
    found = LANGUAGE.search(" ".join(box.get_attribute_list("class"))) if box else None
    return FENCES.get(found[1], found[1]) if found else ""


def is_live(element: Tag) -> bool:
    """Return whether Markdown does without the element; asked of each, so without a selector."""
    classes = element.get_attribute_list("class")
    return element.name in LIVE_TAGS or not LIVE_CLASSES.isdisjoint(classes)


def markdown_of(body: str) -> str:
    """Return the article of a page as Markdown."""
    body = LISTING.sub(lambda listing: COLOUR.sub("", listing[0]), body)
    soup = BeautifulSoup(body, "html.parser")
    for element in soup.find_all(is_live):
        element.decompose()
    for title in soup.find_all("p", class_="admonition-title"):
        title.name = "strong"
    converter = Converter(heading_style="ATX", bullets="-", code_language_callback=language_of)
    text: str = converter.convert_soup(soup)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def write_page(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Write the Markdown of ``page``, and name it in its head."""
    if doctree is None or app.builder.name != "html":
        return
    file = Path(app.outdir, f"{page}.md")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(markdown_of(context["body"]), encoding="utf-8")
    link = f'<link rel="alternate" type="text/markdown" href="{page.rpartition("/")[2]}.md">'
    context["metatags"] = context.get("metatags", "") + link


# The list ---------------------------------------------------------------------


def keep_first_sentence(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the beginning of *In short* of the page that has been read, if it has one."""
    opening = next(doctree.findall(nodes.admonition), None)
    paragraph = opening and next(opening.findall(nodes.paragraph), None)
    if paragraph:
        app.env.metadata[app.env.docname][OPENING] = paragraph.astext().split("\n")[0]


def first_sentence(env: BuildEnvironment, page: str) -> str:
    """Return what was kept of the page, or nothing."""
    return str(env.metadata[page].get(OPENING, ""))


def pages_below(env: BuildEnvironment, page: str) -> list[str]:
    """Return ``page`` and all that its toctrees lead to, in their order."""
    below = [
        child for each in env.toctree_includes.get(page, []) for child in pages_below(env, each)
    ]
    return [page, *below]


def entry(app: Sphinx, page: str) -> str:
    """Return the line of ``page``."""
    title = unescape(app.env.titles[page].astext())
    told = first_sentence(app.env, page)
    address = f"{app.config.html_baseurl}{page}.md"
    return f"- [{title}]({address})" + (f": {told}" if told else "")


def list_of_pages(app: Sphinx) -> str:
    """Return ``llms.txt``: what the site is, then its pages by the captions of the home page."""
    root = app.config.root_doc
    parts = [f"# {app.config.project}", f"> {first_sentence(app.env, root)}"]
    listed: set[str] = set()
    for tree in app.env.get_doctree(root).findall(addnodes.toctree):
        pages = [page for _, top in tree["entries"] if top for page in pages_below(app.env, top)]
        new = dict.fromkeys(page for page in pages if page in app.env.found_docs - listed)
        lines = "\n".join(entry(app, page) for page in new)
        listed |= new.keys()
        parts.append(f"## {tree['caption']}\n\n{lines}")
    return "\n\n".join(parts) + "\n"


def write_list(app: Sphinx, error: Exception | None) -> None:
    """Write the list once all pages are there."""
    if error is None and app.builder.name == "html":
        text = list_of_pages(app)
        Path(app.outdir, "llms.txt").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Write a page's Markdown with the page, and the list at the end."""
    app.connect("doctree-read", keep_first_sentence)
    app.connect("html-page-context", write_page)
    app.connect("build-finished", write_list)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
