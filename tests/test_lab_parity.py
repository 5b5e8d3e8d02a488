"""``make lab-test``: what a browser prints is compared with the pages, and a difference is told."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from sphinx_ext.lab import exemptions_of
from tests.conftest import ROOT, SmallSite, missing

RECORD = ROOT / "bench" / "results" / "parity.json"

# These lists may only shrink.
MOST_EXCEPTIONS = 0
MOST_KNOWN = 0

PAGE = """
>>> print("splash")
splash

.. doctest:: planted

   >>> 1 + 1
   3

.. testcode:: silent

   print("a ripple that the page does not document")

.. doctest:: elsewhere

   >>> import os
   >>> os.fork() > 0
   True
"""
EXCEPTION = """
[[exception]]
page = "index"
contains = "os.fork()"
reason = "a browser starts no processes"
"""


def lab_test(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run what ``make lab-test`` runs."""
    node = shutil.which("node", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert node
    command = [node, str(ROOT / "lab/parity/parity.mjs"), *words]
    environment = os.environ | variables
    return subprocess.run(command, env=environment, text=True, capture_output=True, check=False)


@pytest.fixture
def pond(small_site: SmallSite) -> SmallSite:
    """A small site with the lab in it."""
    dist = ROOT / "lab" / "dist"
    if not (dist / "lab.js").exists():
        pytest.fail("The lab has not been built; run `make html` first.")
    if not (small_site.root / "lab/dist").exists():
        shutil.copytree(dist, small_site.root / "lab/dist")
    (small_site.root / "lab/exceptions.toml").write_text(EXCEPTION)
    small_site.page("index", PAGE)
    code, output = small_site.build()
    assert code == 0, output
    return small_site


def test_a_planted_output_is_told_as_different(pond: SmallSite, tmp_path: Path) -> None:
    """Page, block, what was expected and what came are printed, and make stops."""
    if shutil.which("chromium") is None:
        missing("chromium")
    site = pond.root / "build/html"
    done = lab_test(f"--site={site}", f"--out={tmp_path}")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "index, group planted, block 0: Not as documented" in done.stdout
    story = done.stdout.partition("group planted")[2].partition("\n\n")[0]
    assert "expected:\n    >>> 1 + 1\n    3" in story
    assert "got:\n    >>> 1 + 1\n    2" in story
    (found,) = json.loads((tmp_path / "parity.json").read_text())
    assert (found["blocks"], found["same"]) == (4, 1)
    assert [each["group"] for each in found["different"]] == ["planted", "silent"]
    reason = {"page": "index", "index": 0, "reason": "a browser starts no processes"}
    assert found["exceptions"] == [reason]


@pytest.fixture
def still(tmp_path: Path) -> Path:
    """Pages with one block, as far as can be told without a browser."""
    static = tmp_path / "_static"
    (static / "run").mkdir(parents=True)
    mark = '<div class="lab-block" data-kind="doctest" data-group="default" data-index="0"></div>'
    (tmp_path / "index.html").write_text(mark)
    manifest = {"runtime": "run", "bundles": [{"django": "5.2"}]}
    (static / "lab.json").write_text(json.dumps(manifest))
    (static / "run/pyodide-lock.json").write_text('{"info": {"python": "3.14"}}')
    return tmp_path


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("netscape", "no engine netscape; there are chromium, firefox, webkit"),
        ("--sample=many", "--sample=many is no number of blocks"),
        ("--sample=0", "--sample=0 is no number of blocks"),
        ("--django=1.0", '--django=1.0; there is "newest"'),
        ("--django=newest", "the pages offer one Django only"),
        ("--sampel=20", "Unknown option '--sampel'"),
        ("--site=/nowhere", "/nowhere holds no block to run; make html builds it"),
    ],
)
def test_junk_is_refused(still: Path, word: str, told: str) -> None:
    """What cannot be done is named, and nothing runs."""
    done = lab_test(f"--site={still}", f"--out={still}", word)
    assert done.returncode == 2
    assert told in done.stderr
    assert not (still / "parity.json").exists()


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
@pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"])
def test_a_missing_browser_fails_in_ci_only(still: Path, engine: str, ci: str, code: int) -> None:
    """On a laptop the reason is told, with the package that would help."""
    if engine == "webkit" and any(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser")):
        told = "WebKitWebDriver is not installed (Debian: webkit2gtk-driver)."
    else:
        told = "is not installed (Debian: "
    done = lab_test(f"--site={still}", f"--out={still}", engine, PATH=str(still), CI=ci)
    assert done.returncode == code, done.stdout + done.stderr
    assert told in done.stdout
    assert ("Skipped." in done.stdout) is not bool(ci)


ROW = {
    "engine": "webkit",
    "version": "2.50.6",
    "django": "6.1.3",
    "newest": True,
    "python": "3.14.2",
    "date": "2026-01-31",
    "blocks": 4,
    "same": 2,
    "exceptions": [{"page": "index", "index": 0, "reason": "a browser starts no processes"}],
    "known": [{"page": "index", "index": 2, "reason": "Django says it in other words"}],
}


def test_the_figures_stand_on_a_page(small_site: SmallSite) -> None:
    """A row is a browser with a Django; what is left out follows, with its page and its reason."""
    (small_site.root / "bench/results/parity.json").write_text(json.dumps([ROW]))
    small_site.page("index", ".. lab-parity::")
    code, output = small_site.build()
    assert code == 0, output
    text = (small_site.root / "build/html/index.html").read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    cells = [cell.get_text(strip=True) for cell in page.select(".lab-parity tbody td")]
    counts = "2 of 4, 1 not in a browser, 1 differing"
    assert cells == ["WebKitGTK 2.50", "6.1.3", counts, "31 January 2026"]
    items = [" ".join(item.get_text().split()) for item in page.select("article li")]
    assert items == [
        "Title (WebKitGTK, Django 6.1.3): Django says it in other words.",
        "Title: a browser starts no processes.",
    ]


def test_figures_that_nobody_has_measured_fail_the_build(small_site: SmallSite) -> None:
    """The message says which command writes them."""
    (small_site.root / "bench/results/parity.json").unlink(missing_ok=True)
    small_site.page("index", ".. lab-parity::")
    code, output = small_site.build()
    assert code != 0
    assert "parity.json" in output
    assert "Write it with make lab-test." in output


def recorded() -> list[dict[str, Any]]:
    """Return the figures that about/verified shows."""
    rows: list[dict[str, Any]] = json.loads(RECORD.read_text(encoding="utf-8"))
    return rows


def test_almost_every_block_prints_what_its_page_says() -> None:
    """In each of the three engines, on both Djangos that a reader can choose."""
    rows = recorded()
    assert {row["engine"] for row in rows} == {"chromium", "firefox", "webkit"}
    for row in rows:
        assert row["same"] + len(row["exceptions"]) + len(row["known"]) == row["blocks"]
        assert row["same"] >= 0.97 * row["blocks"], row["engine"]


def test_the_recorded_figures_are_of_this_site(site: Path) -> None:
    """Chromium has run as many blocks as the pages have; else ``make lab-test`` is due."""
    (row,) = [row for row in recorded() if row["engine"] == "chromium" and not row["newest"]]
    blocks = 0
    for file in site.rglob("*.html"):
        marked = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        blocks += len(marked.select(".lab-block:not([data-kind=testoutput])"))
    assert row["blocks"] == blocks, "run make lab-test, and commit bench/results/parity.json"


def test_the_lists_of_what_is_left_out_only_shrink() -> None:
    """A new exception raises no number here: first try to make the block run."""
    exceptions = exemptions_of(ROOT / "lab/exceptions.toml")
    known = json.loads((ROOT / "lab/parity/known.json").read_text(encoding="utf-8"))
    assert len(exceptions) == MOST_EXCEPTIONS
    assert len(known) == MOST_KNOWN


def test_each_known_difference_names_page_block_and_reason() -> None:
    """The list holds nothing that about/verified could not show."""
    for one in json.loads((ROOT / "lab/parity/known.json").read_text(encoding="utf-8")):
        assert {"page", "contains", "reason"} <= one.keys()
        assert one.keys() <= {"page", "contains", "reason", "engine", "django"}
        assert one.get("django", "newest") == "newest"
        assert one["contains"] in (ROOT / f"docs/{one['page']}.rst").read_text(encoding="utf-8")
