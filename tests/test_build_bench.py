"""``make bench-build``: each state is what it is called, and what was found is what is promised."""

import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from bench import build as bench
from bench.experiment import Experiment
from bench.results import RESULTS, Result, load
from sphinx_ext.budget import BUDGET, allowed, weights
from tests.conftest import ROOT

ALL = {"index", "stone", "shore"}


@pytest.fixture
def small(tmp_path: Path) -> bench.Site:
    """Return a site of three pages, and of something that its first build has recorded."""
    pages = tmp_path / "docs"
    pages.mkdir()
    (pages / "conf.py").write_text("")
    (pages / "index.rst").write_text("Pond\n====\n\n.. toctree::\n\n   stone\n")
    (pages / "stone.rst").write_text("Stone\n=====\n\nWet.\n")
    (pages / "shore.rst").write_text(":orphan:\n\nShore\n=====\n\nDry.\n")
    site = bench.Site(tmp_path / "out", Path(sys.executable), pages, pages, pages / "stone.rst")
    bench.build(site)
    (site.out / "recorded").touch()
    return site


def written(site: bench.Site) -> set[str]:
    """Build the site, and return the pages that were written."""
    before = {page: page.stat().st_mtime_ns for page in site.html.glob("*.html")}
    bench.build(site)
    return {
        page.stem
        for page in site.html.glob("*.html")
        if before.get(page) != page.stat().st_mtime_ns
    }


@pytest.mark.parametrize(
    ("state", "pages", "is_recorded"),
    [
        ("from nothing", ALL, False),
        ("recorded before", ALL, True),
        ("one page touched", {"index", "stone"}, True),  # The first lists the second.
        ("nothing to do", set(), True),
    ],
)
def test_each_state_is_what_it_is_called(
    small: bench.Site, state: str, pages: set[str], is_recorded: bool
) -> None:
    """What a build writes, and what it finds recorded, follows from the state it begins in."""
    bench.STATES[state](small)
    assert (small.out / "recorded").exists() == is_recorded
    assert written(small) & ALL == pages
    assert set(small.names()) == ALL


def test_a_build_that_fails_is_no_measurement(
    small: bench.Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sphinx's own error ends the run."""
    monkeypatch.setenv("TMPDIR", str(small.out))  # Where it writes its traceback.
    (small.conf / "conf.py").write_text("extensions = ['dry']")
    with pytest.raises(subprocess.CalledProcessError):
        bench.build(small)


# What was written down ---------------------------------------------------------


def seconds(state: str, quantity: str = "clock") -> float:
    """Return the median that was found for this site."""
    return load("build").figure(quantity, f"{state}/this site").median


@pytest.mark.parametrize("experiment", [bench.BUILD, bench.WEIGHT])
def test_the_results_are_whole(experiment: Experiment) -> None:
    """Every cell has its rounds, of the versions that are installed."""
    result: Result = load(experiment.name)
    assert result.is_complete(experiment.keys(), result.method["rounds"])
    assert result.quantities == experiment.nothing_yet(quick=False).quantities
    for name in ("sphinx", "furo"):
        pinned = f"\n{name}=={result.versions[name]} "
        assert pinned in (ROOT / "requirements.txt").read_text(), "run make bench-build"
    assert str(ROOT) not in (RESULTS / f"{experiment.name}.json").read_text()


def test_the_build_keeps_its_promises() -> None:
    """A page costs a tenth of a second beside its recordings, and a small change is soon seen."""
    assert seconds("recorded before", "page") <= 0.10
    assert seconds("from nothing") <= 60
    assert seconds("one page touched") <= 3
    assert seconds("nothing to do") <= 2


def test_the_weights_are_those_of_these_pages(site: Path) -> None:
    """The record may be older than the pages, by no more than a twentieth of their weight."""
    docs = ROOT / "docs"
    read = [file.relative_to(docs).with_suffix("").as_posix() for file in docs.rglob("*.rst")]
    found = [weights(site, page)["page"] / 1024 for page in read]
    for place, of in bench.PLACES.items():
        recorded = load("weight").figure("page", f"this site/{place}").median
        assert of(found) == pytest.approx(recorded, rel=0.05), "run make bench-build"
    assert statistics.median(found) < BUDGET["page"]
    assert max(found) <= max(allowed(page)["page"] for page in read)
