"""Guards what ``sphinx_ext.lab`` writes around the examples of a page."""

import json
import re
import subprocess
import sys
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from tests.conftest import ROOT, SmallSite

PAGE = """
>>> 1 + 1  # doctest: +ELLIPSIS
2

.. doctest:: other

   >>> "a" + chr(10) + "b"
   'a\\nb'

.. testcode:: other

   print("splash")

.. testoutput:: other
   :options: +NORMALIZE_WHITESPACE

   splash

.. testcode:: third

   import os; os.getpid()
"""


def text_of(tag: Tag) -> str:
    """Return what the block shows."""
    assert tag.pre
    return tag.pre.text


def marked(small_site: SmallSite, *, exceptions: str = "") -> list[dict[str, str]]:
    """Build the page with a lab; return the marks of its blocks."""
    dist = small_site.root / "lab" / "dist"
    dist.mkdir(parents=True)
    (dist / "lab.js").write_text("// The lab.\n")
    if exceptions:
        (small_site.root / "lab" / "exceptions.toml").write_text(exceptions)
    small_site.page("index", PAGE)
    code, output = small_site.build()
    assert code == 0, output
    html = (small_site.root / "build" / "html" / "index.html").read_text()
    found = BeautifulSoup(html, "html.parser").select(".lab-block")
    assert "lab.js?v=" in html
    assert "lab.css?v=" in html
    return [{**{k: str(v) for k, v in tag.attrs.items()}, "pre": text_of(tag)} for tag in found]


def test_blocks_are_marked_with_group_place_and_options(small_site: SmallSite) -> None:
    """An output has the place of its code; flags that Sphinx trims stay in an attribute."""
    marks = marked(small_site)
    places = [(m["data-kind"], m["data-group"], m["data-index"]) for m in marks]
    assert places == [
        ("doctest", "default", "0"),
        ("doctest", "other", "0"),
        ("testcode", "other", "1"),
        ("testoutput", "other", "1"),
        ("testcode", "third", "0"),
    ]
    assert marks[0]["data-code"] == ">>> 1 + 1  # doctest: +ELLIPSIS\n2"
    assert marks[0]["pre"] == ">>> 1 + 1\n2\n"
    assert "data-code" not in marks[1]
    assert json.loads(marks[1]["data-options"]) == {
        "ELLIPSIS": True,
        "DONT_ACCEPT_TRUE_FOR_1": True,
    }
    assert json.loads(marks[3]["data-options"])["NORMALIZE_WHITESPACE"] is True


def test_what_a_block_shows_is_what_make_doctest_runs(site: Path) -> None:
    """On every page, group by group, but for what an attribute keeps."""
    command = [sys.executable, str(ROOT / "lab" / "blocks.py"), str(ROOT / "build" / "doctrees")]
    done = subprocess.run(command, text=True, capture_output=True, check=True)
    for group in json.loads(done.stdout):
        html = (site / f"{group['page']}.html").read_text(encoding="utf-8")
        soup = BeautifulSoup(html, "html.parser")
        tags = soup.select(f'.lab-block[data-group="{group["group"]}"]:not([data-kind=testoutput])')
        shown = [str(tag.get("data-code") or text_of(tag).removesuffix("\n")) for tag in tags]
        assert shown == [block["code"] for block in group["blocks"]], group["page"]


def test_a_block_that_no_browser_runs_says_why(small_site: SmallSite) -> None:
    """The reason stands in the markup; an entry that fits nothing fails the build."""
    entry = '[[exception]]\npage = "index"\ncontains = "os.getpid"\nreason = "it needs a process"\n'
    marks = marked(small_site, exceptions=entry)
    assert [m.get("data-not-here") for m in marks] == [None] * 4 + ["it needs a process"]
    file = small_site.root / "lab" / "exceptions.toml"
    file.write_text(entry.replace("os.getpid", "os.gone"))
    code, output = small_site.build()
    assert code != 0
    assert "no block of the page 'index' contains 'os.gone'" in output


def test_without_the_lab_pages_are_as_before(small_site: SmallSite) -> None:
    """No mark, no script, no style sheet; the copy button of Sphinx has every block."""
    small_site.page("index", PAGE)
    code, output = small_site.build()
    assert code == 0, output
    html = (small_site.root / "build" / "html" / "index.html").read_text()
    assert "lab" not in re.sub(r"aria-label|label", "", html)
