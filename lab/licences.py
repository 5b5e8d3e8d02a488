"""Writes ``docs/_static/licences.txt``: whose work the site hands to its readers, on what terms.

``python lab/licences.py`` writes it anew after a dependency has changed; a test says when. Listed
is what a browser gets; what only builds or tests the site stands in requirements.txt.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackagePath, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "_static" / "licences.txt"
MODULES = ROOT / "lab" / "node_modules"

# What the pages are made of, and what lab/bundle.py packs for Python in the browser.
PAGES = ("furo", "sphinx", "sphinx-basic-ng", "pygments")
PACKED = (
    "django", "asgiref", "sqlparse", "channels", "daphne", "dj-database-url", "uvicorn", "click",
    "h11",
)  # fmt: skip
# What comes within another package, or without the text of its licence.
WITHIN = """\
CPython, within Pyodide: PSF-2.0, https://docs.python.org/3.14/license.html
normalize.css 8.0, within Furo: MIT, https://github.com/necolas/normalize.css
Gumshoe, within Furo: MIT, https://github.com/cferdinandi/gumshoe
Snowball's stemmer, within Sphinx: BSD-3-Clause, https://snowballstem.org
Pyodide's source, which MPL-2.0 asks to name: https://github.com/pyodide/pyodide
"""
HEAD = """\
What this site hands to its readers, and on what terms.

Its own code is under BSD-3-Clause, its text under CC-BY-4.0. It has no fonts of its own.
The rest is the work of others:

"""


@dataclass(frozen=True)
class Shipped:
    """One package: its name with the version, its licence in a word, and the text of it."""

    name: str
    licence: str
    text: str


def is_licence(file: PackagePath | Path) -> bool:
    """Return whether a file holds the text of a licence."""
    return file.name.upper().startswith(("LICENSE", "LICENCE", "COPYING"))


def of_python(package: str) -> Shipped:
    """Return an installed distribution."""
    found = distribution(package)
    files = sorted(file for file in found.files or [] if is_licence(file))
    text = "\n".join(file.read_text() for file in files if ".dist-info" in str(file))
    told = found.metadata.json
    words = [told.get("license_expression"), told.get("license"), *classified(told)]
    licence = next(str(word) for word in words if word)
    return Shipped(f"{told['name']} {found.version}", licence, text.strip())


def classified(told: dict[str, str | list[str]]) -> Iterator[str]:
    """Yield the licences that a distribution names among its classifiers."""
    for classifier in told.get("classifier", []):
        if classifier.startswith("License :: "):
            yield classifier.rpartition(" :: ")[2]


def of_npm() -> Iterator[Shipped]:
    """Yield each package that esbuild may bundle: those that are not for development only."""
    lock = json.loads((ROOT / "lab" / "package-lock.json").read_text(encoding="utf-8"))
    for path, entry in sorted(lock["packages"].items()):
        if path and not entry.get("dev"):
            files = sorted(filter(is_licence, (ROOT / "lab" / path).iterdir()))
            text = "\n".join(file.read_text(encoding="utf-8") for file in files).strip()
            name = path.removeprefix("node_modules/")
            yield Shipped(f"{name} {entry['version']}", entry["license"], text)


def listed() -> str:
    """Return the whole file: a line for each, then the texts, each with those it is for."""
    packages = [*map(of_python, (*PAGES, *PACKED)), *of_npm()]
    lines = "".join(f"{package.name}: {package.licence}\n" for package in packages)
    texts: dict[str, list[str]] = {}
    for package in packages:
        texts.setdefault(package.text or f"See {WITHIN.splitlines()[-1]}", []).append(package.name)
    parts = [f"{'-' * 78}\n{', '.join(names)}\n\n{text}\n" for text, names in texts.items()]
    return "\n".join([HEAD + lines + WITHIN, *parts])


if __name__ == "__main__":
    FILE.write_text(listed(), encoding="utf-8")
    sys.stdout.write(f"{FILE.relative_to(ROOT)} is written.\n")
