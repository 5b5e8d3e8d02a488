"""Every code block has a proof; a block without one fails the build and says what to do."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.conftest import SmallSite

# A block, the line the complaint names (the title takes three), and what it says.
UNPROVED = [
    (".. code-block:: python\n\n   print(1)", 4, "has no proof"),
    ("Text::\n\n   print(1)", 6, "has no proof"),
    (".. code-block:: pycon\n\n   >>> 1 + 1\n   2", 4, "holds >>> that nothing runs"),
    (".. literalinclude:: /../conf.py", 4, "quotes conf.py, which nothing runs"),
    (".. line-by-line:: /../one.py\n\n   ``1``\n      One.", 4, "quotes one.py, which nothing"),
    (".. testsetup::\n\n   import os", 4, "runs hidden from the reader"),
    (".. testcode::\n   :hide:\n\n   import os", 4, "runs hidden from the reader"),
    (".. doctest::\n   :skipif: True\n\n   >>> 1\n   2", 4, "is skipped"),
    (".. doctest::\n\n   >>> 1  # doctest: +SKIP\n   2", 4, "is skipped"),
    (".. doctest::\n   :options: +SKIP\n\n   >>> 1\n   2", 4, "is skipped"),
    (".. doctest::\n   :pyversion: > 4\n\n   >>> 1\n   2", 4, "is skipped"),
    (".. doctest::\n\n   print(1)", 4, "holds no >>>"),
    (">>> 1\n1\n\n.. testoutput::\n\n   wrong", 7, "follows no testcode"),
    (".. testoutput::\n\n   wrong", 4, "follows no testcode"),
    (".. testcode:: a\n\n   x = 1\n\n.. testoutput:: b\n\n   wrong", 8, "follows no testcode"),
    (".. only:: never\n\n   .. testcode::\n\n      x = 1", 6, "runs hidden from the reader"),
    (".. raw:: html\n\n   <pre>print(1)</pre>", 4, "is raw HTML"),
    (">>> 1 / 0  # doctest: +IGNORE_EXCEPTION_DETAIL\n1", 5, "does not compare the text"),
    (".. literalinclude:: /../example_project/pond/templates/pond/pond.css", 4, "quotes pond.css"),
]


@pytest.mark.parametrize(("block", "line", "complaint"), UNPROVED)
def test_a_block_without_a_proof_fails_the_build(
    small_site: SmallSite, block: str, line: int, complaint: str
) -> None:
    """The message names the page, the line and the way out."""
    (small_site.root / "one.py").write_text("1\n")
    small_site.page("index", block)
    code, output = small_site.build()
    assert code != 0
    assert f"index.rst:{line}: WARNING: This code block {complaint}" in output


def test_an_unproved_block_fails_the_second_build_too(small_site: SmallSite) -> None:
    """A page that is not read again keeps its complaint."""
    small_site.page("index", UNPROVED[0][0])
    small_site.build()
    code, output = small_site.build()
    assert code != 0
    assert "has no proof" in output


PROVED = """
>>> 1 + 1
2

.. testcode::

   print(1)

.. testoutput::

   1

.. literalinclude:: /../example_project/puddle/asgi.py

.. literalinclude:: /../example_project/shore/templates/shore/chat.js

.. literalinclude:: /../example_project/deploy/Dockerfile

.. code-block:: console

   $ echo still
   still

.. not-run:: It would never end.

   .. code-block:: console

      $ make serve

.. proof-counts::
"""


def test_every_kind_is_counted(small_site: SmallSite) -> None:
    """``proofs.json`` and the page show the same figures, by kind."""
    small_site.page("index", PROVED)
    code, output = small_site.build()
    assert code == 0, output
    html = small_site.root / "build" / "html"
    figures = json.loads((html / "proofs.json").read_text())
    assert figures == {
        "pages": 1,
        "blocks": {
            "example": 3,
            "file": 2,
            "terminal": 1,
            "recording": 0,
            "configuration": 1,
            "measured": 0,
            "not run": 1,
        },
        "examples": 2,
        "pages_with_examples": 1,
        "unproved": 0,
        "tests": 0,
        "not_run": [{"page": "index", "line": 29, "reason": "It would never end."}],
    }
    page = (html / "index.html").read_text()
    assert "1 pages with 8 code blocks; 1 of the pages hold 2 examples." in page
    assert "Not run: It would never end." in page


def test_the_counts_follow_a_change_on_another_page(small_site: SmallSite) -> None:
    """The page with the counts is written again when some other page changes."""
    small_site.page("index", ".. toctree::\n\n   counts\n   other\n")
    small_site.page("counts", ".. proof-counts::")
    small_site.page("other", ">>> 1\n1")
    small_site.build()
    small_site.page("other", ">>> 1\n1\n>>> 2\n2")
    code, output = small_site.build()
    assert code == 0, output
    assert "hold 2 examples" in (small_site.root / "build/html/counts.html").read_text()


def test_not_run_needs_a_reason(small_site: SmallSite) -> None:
    """``not-run`` without a reason is refused."""
    small_site.page("index", ".. not-run::\n\n   .. code-block:: console\n\n      $ make")
    code, output = small_site.build()
    assert code != 0
    assert 'Error in "not-run" directive:\n1 argument(s) required' in output


def test_not_run_needs_a_block(small_site: SmallSite) -> None:
    """``not-run`` around plain text is refused."""
    small_site.page("index", ".. not-run:: Too slow.\n\n   Words.")
    code, output = small_site.build()
    assert code != 0
    assert "not-run holds no code block" in output


@pytest.mark.parametrize("block", [".. testcode::\n\n      print(1)", ">>> 1\n   1"])
def test_not_run_holds_nothing_that_runs(small_site: SmallSite, block: str) -> None:
    """A block that make doctest runs is refused, as the reader would be told that it is not."""
    small_site.page("index", f".. not-run:: Slow.\n\n   {block}")
    code, output = small_site.build()
    assert code != 0
    assert "make doctest runs this block; take it out of not-run." in output


def test_not_run_finds_every_block(small_site: SmallSite) -> None:
    """A block with a caption and a block in a list are counted too."""
    block = ".. code-block:: console\n      :caption: Build\n\n      $ make"
    small_site.page("index", f".. not-run:: Slow.\n\n   {block}\n\n   * ::\n\n        $ make")
    code, output = small_site.build()
    assert code == 0, output
    figures = json.loads((small_site.root / "build/html/proofs.json").read_text())
    assert figures["blocks"]["not run"] == 2


def test_a_page_that_is_gone_counts_no_more(small_site: SmallSite) -> None:
    """The figures are those of the pages there are."""
    small_site.page("index", ".. toctree::\n\n   other\n\n.. proof-counts::")
    small_site.page("other", ">>> 1\n1")
    small_site.build()
    (small_site.root / "docs/other.rst").unlink()
    small_site.page("index", ".. proof-counts::")
    code, output = small_site.build()
    assert code == 0, output
    figures = json.loads((small_site.root / "build/html/proofs.json").read_text())
    assert (figures["pages"], figures["examples"]) == (1, 0)


def test_the_page_shows_the_figures(site: Path) -> None:
    """The table of the site has the numbers of ``proofs.json``."""
    figures = json.loads((site / "proofs.json").read_text())
    page = BeautifulSoup((site / "about/verified.html").read_text(), "html.parser")
    rows = [
        [cell.get_text() for cell in row.select("td")] for row in page.select(".proof-counts tr")
    ]
    shown = {kind: int(number) for kind, number, _ in filter(None, rows)}
    assert shown == figures["blocks"] | {"none": 0}


def test_the_site_proves_every_block(site: Path) -> None:
    """No block of the built site is without a proof, and few are shown without a run."""
    figures = json.loads((site / "proofs.json").read_text())
    assert figures["unproved"] == 0
    assert figures["examples"] >= 60
    assert figures["pages_with_examples"] >= 12
    # This number may only shrink; a new block that is not run needs a better idea instead.
    assert len(figures["not_run"]) <= 1, figures["not_run"]
