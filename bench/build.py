"""``make bench-build``: how long Sphinx takes for this site, and for Furo's own, in the same run.

Each site is built four times: from nothing; from nothing but what was recorded in the first build,
as ``make html`` finds it; with one page touched; and with nothing to do.
"""

import resource
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.experiment import say
from sphinx_ext.workspace import ROOT

PLACE = ROOT / "build" / "bench-build"
# The documentation of the theme, which is the nearest there is to this site without its blocks.
FURO = "furo==2025.12.19"
# What its documentation asks for beyond what this site has installed; 5.2 breaks its examples.
EXTRA = ("myst-parser~=5.1.0", "sphinx-design", "sphinx-inline-tabs")


@dataclass(frozen=True)
class Site:
    """A tree of pages: where it and its ``conf.py`` stand, and a page to touch."""

    name: str
    python: Path
    conf: Path
    pages: Path
    touched: Path


def ours() -> Site:
    """Return this site."""
    python = Path(sys.executable)
    return Site("this site", python, ROOT, ROOT / "docs", ROOT / "docs/line-by-line/imports.rst")


def furos() -> Site:
    """Return Furo's documentation, downloaded and with a Python of its own."""
    folder = PLACE / "furo"
    python = folder / "venv/bin/python"
    if not python.exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
        pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", FURO, *EXTRA, *needed(folder, pip)], check=True)
    (docs,) = folder.glob("furo-*/docs")
    return Site("Furo", python, docs, docs, docs / "quickstart.md")


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


def build(site: Site, *more: str) -> tuple[float, float]:
    """Build a site, and return the seconds of the clock and of the processors."""
    out = PLACE / site.name.replace(" ", "-")
    command = [str(site.python), "-m", "sphinx", "-q", "-j", "auto", "-c", str(site.conf)]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    where = ["-d", str(out / "doctrees"), "-b", "html", *more, str(site.pages), str(out / "html")]
    subprocess.run([*command, *where], check=True, cwd=site.conf)
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    spent = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    return ended - began, spent


def tell(site: Site) -> None:
    """Build a site four times, and print what each took."""
    out = PLACE / site.name.replace(" ", "-")
    shutil.rmtree(out, ignore_errors=True)
    rounds = {"from nothing": build(site)}
    for part in ("doctrees", "html"):
        shutil.rmtree(out / part)
    rounds["recorded before"] = build(site)
    site.touched.touch()
    rounds["one page touched"] = build(site)
    rounds["nothing to do"] = build(site)
    pages = len(list((out / "doctrees").rglob("*.doctree")))
    for name, (clock, spent) in rounds.items():
        per = f", {spent / pages:.3f} a page" if spent / pages > 0.05 else ""
        say(f"{site.name}, {pages} pages, {name}: {clock:.1f} s, {spent:.1f} CPU s{per}")


if __name__ == "__main__":
    for each in (ours(), furos()):
        tell(each)
