"""``make bench-build``: what this site takes to build and weighs, beside Furo's own, in one run.

Each site is built four times a round: from nothing; from nothing but what was recorded before, as
``make html`` finds it; with one page touched; and with nothing to do. Then its pages are weighed.
"""

import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import product
from pathlib import Path

from bench.experiment import ROUNDS, Cell, Experiment, carry_out
from bench.results import RESULTS, Quantity, Run
from sphinx_ext.budget import BUDGET, SAID, weights
from sphinx_ext.workspace import ROOT

PLACE = ROOT / "build" / "bench-build"
# The documentation of the theme, which is the nearest there is to this site without its blocks.
FURO = f"furo=={version('furo')}"
# What its documentation is built with; MyST-Parser 5.2 breaks its examples.
WITH = (f"sphinx=={version('sphinx')}", "myst-parser~=5.1.0")


@dataclass(frozen=True)
class Site:
    """A tree of pages: where it is built, where it and its ``conf.py`` stand, a page to touch."""

    out: Path
    python: Path
    conf: Path
    pages: Path
    touched: Path

    @property
    def doctrees(self) -> Path:
        """Return where Sphinx keeps what it has read."""
        return self.out / "doctrees"

    @property
    def html(self) -> Path:
        """Return where the built pages are."""
        return self.out / "html"

    def names(self) -> list[str]:
        """Return the names of the pages that were read, which leaves out search and indexes."""
        files = self.doctrees.rglob("*.doctree")
        return [file.relative_to(self.doctrees).with_suffix("").as_posix() for file in files]


def ours() -> Site:
    """Return this site."""
    python = Path(sys.executable)
    return Site(PLACE / "ours", python, ROOT, ROOT / "docs", ROOT / "docs/line-by-line/imports.rst")


def furos() -> Site:
    """Return Furo's documentation, downloaded and with a Python of its own."""
    folder = PLACE / FURO
    python = folder / "venv/bin/python"
    if not python.exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
        pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", FURO, *WITH, *needed(folder, pip)], check=True)
    (docs,) = folder.glob("furo-*/docs")
    return Site(PLACE / "furos", python, docs, docs, docs / "quickstart.md")


def needed(folder: Path, pip: list[str]) -> Iterator[str]:
    """Unpack the sources, and yield what the documentation is said to need."""
    download = [*pip, "download", "--no-deps", "--no-binary", ":all:", "--no-build-isolation"]
    subprocess.run([*pip, "install", "sphinx-theme-builder", "setuptools"], check=True)
    subprocess.run([*download, "--dest", str(folder), FURO], check=True)
    (archive,) = folder.glob("furo-*.tar.gz")
    with tarfile.open(archive) as file:
        file.extractall(folder, filter="data")
    for asked in folder.glob("furo-*/docs/requirements*.txt"):
        lines = asked.read_text(encoding="utf-8").splitlines()
        yield from (line for line in lines if line and not line.startswith(("#", "-", ".")))


def build(site: Site) -> tuple[float, float]:
    """Build a site, and return the seconds of the clock and of the processors."""
    command = [str(site.python), "-m", "sphinx", "-Q", "-j", "auto", "-c", str(site.conf)]
    where = ["-d", str(site.doctrees), "-b", "html", str(site.pages), str(site.html)]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([*command, *where], check=True, cwd=site.conf)
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    spent = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    return ended - began, spent


def nothing(site: Site) -> None:
    """Leave nothing of an earlier build."""
    shutil.rmtree(site.out, ignore_errors=True)


def recorded(site: Site) -> None:
    """Leave what an earlier build has recorded, and neither its pages nor what it has read."""
    shutil.rmtree(site.doctrees)
    shutil.rmtree(site.html)


def touched(site: Site) -> None:
    """Let one page look changed."""
    site.touched.touch()


# What is done before each build, in the order of a round: each begins where the one before ended.
STATES: dict[str, Callable[[Site], None]] = {
    "from nothing": nothing,
    "recorded before": recorded,
    "one page touched": touched,
    "nothing to do": lambda _: None,
}
SITES = {"this site": ours, "Furo's documentation": furos}


def measure(cell: Cell, _project: Path, _seconds: int) -> Run:
    """Bring a site into a state, and build it."""
    site = SITES[cell["site"]]()
    STATES[cell["state"]](site)
    clock, spent = build(site)
    return {"clock": round(clock, 2), "page": round(spent / len(site.names()), 4)}


BUILD = Experiment(
    name="build",
    dimensions={"state": "{}", "site": "{}"},
    quantities={
        "clock": Quantity("seconds by the clock"),
        "page": Quantity("seconds of the processors for each page"),
    },
    cells=tuple({"state": state, "site": site} for site, state in product(SITES, STATES)),
    measure=measure,
)


# Which of all pages of a site, in the order of their weight.
PLACES: dict[str, Callable[[Sequence[float]], float]] = {
    "in the middle": statistics.median,
    "the heaviest": max,
}


def weigh(cell: Cell, _project: Path, _seconds: int) -> Run:
    """Return the kibibytes of each kind, and together, that stand in one place among all pages."""
    site = SITES[cell["site"]]()
    pages = [weights(site.html, name) for name in site.names()]
    place = PLACES[cell["place"]]
    return {kind: round(place([page[kind] for page in pages]) / 1024, 2) for kind in BUDGET}


WEIGHT = Experiment(
    name="weight",
    dimensions={"site": "{}", "place": "{}"},
    quantities={kind: Quantity(f"KiB packed, {what}") for kind, what in SAID.items()},
    cells=tuple({"site": site, "place": place} for site, place in product(SITES, PLACES)),
    measure=weigh,
)


def main() -> None:
    """Measure both; what the build reads is written when the last build is over."""
    own = {name: version(name) for name in ("django", "sphinx", "furo")}
    results = []
    for experiment, rounds in ((BUILD, ROUNDS), (WEIGHT, 1)):
        method = {"rounds": rounds, "seconds": 0}
        result = replace(experiment.nothing_yet(quick=False), versions=own, method=method)
        carry_out(experiment, result, ROOT, PLACE)
        results.append(result)
    for result in results:
        result.save(RESULTS)


if __name__ == "__main__":
    main()
