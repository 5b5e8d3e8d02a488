"""Each page stands beside its HTML as Markdown, and ``llms.txt`` lists them all."""

import re
from pathlib import Path

import pytest

from tests.conftest import SmallSite

HOME = """
.. admonition:: In short

   A pond has ripples.
   They fade.

.. toctree::
   :caption: Water & Co

   chapter/index
"""
CHAPTER = """
.. admonition:: In short

   A splash is **loud**; see :doc:`home </index>`.

See `Django <https://www.djangoproject.com/x.html>`_ or :ref:`below <deep>`.

>>> print("splash")
splash

.. code-block:: console

   $ echo ripple
   ripple

.. literalinclude:: /../example_project/puddle/asgi.py
   :lines: 10,11
   :linenos:

.. _deep:

Deep water
----------

Still.

.. toctree::

   last
"""


@pytest.fixture
def built(small_site: SmallSite) -> Path:
    """A site of three pages, in two folders."""
    small_site.page("index", HOME)
    small_site.page("chapter/index", CHAPTER)
    small_site.page("chapter/last", "No summary.")
    code, output = small_site.build("html", "-D", "html_baseurl=https://example.org/")
    assert code == 0, output
    return small_site.root / "build/html"


def test_a_page_is_markdown_without_what_only_a_browser_needs(built: Path) -> None:
    """Titles, links, code with its language: what a reader sees, and nothing more."""
    text = (built / "chapter/index.md").read_text(encoding="utf-8")
    assert text.startswith("# Title\n")
    assert "**In short**" in text
    assert "see [home](../index.md)" in text
    assert "[Django](https://www.djangoproject.com/x.html)" in text
    assert "[below](#deep)" in text
    assert '```pycon\n>>> print("splash")\nsplash\n```' in text
    assert "```console\n$ echo ripple\nripple\n```" in text
    assert "```python\nimport os\n```" in text
    assert "¶" not in text


def test_a_page_names_its_markdown(built: Path) -> None:
    """A program finds it from the head of the page; pages without a source have none."""
    link = '<link rel="alternate" type="text/markdown" href="index.md">'
    assert link in (built / "chapter/index.html").read_text(encoding="utf-8")
    assert "text/markdown" not in (built / "genindex.html").read_text(encoding="utf-8")


def test_the_list_names_every_page_in_order(built: Path) -> None:
    """By the captions of the home page, each with its address and its first sentence."""
    assert (built / "llms.txt").read_text(encoding="utf-8") == (
        "# asgi.py, line by line\n\n> A pond has ripples.\n\n## Water & Co\n\n"
        "- [Title](https://example.org/chapter/index.md): A splash is loud; see home.\n"
        "- [Title](https://example.org/chapter/last.md)\n"
    )


def test_every_page_of_the_site_is_in_the_list(site: Path) -> None:
    """Each is there once, its Markdown exists, and every link of it leads somewhere."""
    listed = re.findall(r"^- \[.*?\]\((.+?\.md)\)", (site / "llms.txt").read_text(), re.MULTILINE)
    there = {str(file.relative_to(site)) for file in site.rglob("*.md")} - {"index.md"}
    assert sorted(listed) == sorted(there)
    for file in site.rglob("*.md"):
        prose = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", prose):
            assert (file.parent / target).exists(), f"{file.name} links {target}"


@pytest.mark.parametrize(
    ("page", "label"),
    [
        ("explain/index", "Or open it"),
        ("asgi-and-wsgi/race", "The load"),
        ("errors/index", "Paste the last line"),
    ],
)
def test_nothing_asks_a_program_to_fill_in_a_form(site: Path, page: str, label: str) -> None:
    """A field, its label and what is in it stay in the HTML."""
    assert label in (site / f"{page}.html").read_text(encoding="utf-8")
    assert label not in (site / f"{page}.md").read_text(encoding="utf-8")
