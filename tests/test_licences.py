"""Whatever the site hands to its readers is listed with its licence in ``_static/licences.txt``."""

import importlib.util
from pathlib import Path
from types import ModuleType

import django
import pytest

from tests.conftest import ROOT

# Terms under which others' work may travel with ours; another word here is a decision.
FREE = {"MIT", "MIT License", "BSD", "BSD License", "BSD-2-Clause", "BSD-3-Clause", "MPL-2.0"}


def script(name: str) -> ModuleType:
    """Return a script of lab/, which is no package."""
    spec = importlib.util.spec_from_file_location(f"lab_{name}", ROOT / "lab" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(django.VERSION[:2] != (5, 2), reason="the list names the Django of the pages")
def test_the_list_is_that_of_what_is_installed() -> None:
    """Each package stands there with its version, its licence and the text of it."""
    licences = script("licences")
    written = licences.FILE.read_text(encoding="utf-8")
    assert written == licences.listed(), "Run `python lab/licences.py`, and look at what changed."


def test_what_is_packed_is_listed() -> None:
    """Each package that lab/bundle.py packs stands in the list."""
    licences, bundle = script("licences"), script("bundle")
    assert {*licences.PACKED} == {"django", "daphne", *bundle.COMPANY}


def test_every_licence_lets_its_work_travel() -> None:
    """No package has terms that nobody has looked at, and all but one bring their text."""
    licences = script("licences")
    packages = [*map(licences.of_python, (*licences.PAGES, *licences.PACKED)), *licences.of_npm()]
    assert {package.licence for package in packages} <= FREE
    assert [package.name.split()[0] for package in packages if not package.text] == ["pyodide"]


def test_the_site_has_no_font_of_anybody(site: Path) -> None:
    """The list says so: letters are those of the reader's machine."""
    styles = [file.read_text(encoding="utf-8") for file in site.rglob("*.css")]
    assert styles
    assert not [style for style in styles if "@font-face" in style]
    assert not [file for file in site.rglob("*") if file.suffix in {".woff", ".woff2", ".ttf"}]
