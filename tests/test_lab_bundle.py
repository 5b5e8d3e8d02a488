"""What the lab downloads: made of the installed packages, the same each time, and small enough."""

import importlib.util
import io
import json
import zipfile
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import ROOT, missing

LAB = ROOT / "lab"
DIST = LAB / "dist"
MOST = 7_500_000  # Bytes, compressed, that a first run may cost a reader.


@pytest.fixture(scope="module")
def bundle() -> ModuleType:
    """The module lab/bundle.py, which is a script."""
    spec = importlib.util.spec_from_file_location("lab_bundle", LAB / "bundle.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    """What the last build of the lab wrote down."""
    if not (DIST / "lab.json").exists():
        missing("the built lab (make lab)")
    found: dict[str, Any] = json.loads((DIST / "lab.json").read_text())
    return found


def test_the_same_files_give_the_same_bytes(bundle: ModuleType) -> None:
    """The order in which files are found does not show."""
    files = {"b": b"2", "a": b"1"}
    assert bundle.joined(files) == bundle.joined(dict(reversed(files.items())))
    assert bundle.joined(files) == b'[["a", 1], ["b", 1]]\n12'


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("django/__init__.py", True),
        ("django/conf/locale/en/formats.py", True),
        ("django/conf/locale/en/LC_MESSAGES/django.mo", True),
        ("django/conf/locale/__init__.py", True),
        ("django/conf/locale/de/formats.py", False),
        ("django/contrib/gis/forms/fields.py", False),
        ("django/contrib/admin/locale/de/LC_MESSAGES/django.mo", False),
        ("django-5.2.19.dist-info/METADATA", False),
        ("../../../bin/django-admin", False),
    ],
)
def test_what_no_page_imports_is_left_out(bundle: ModuleType, name: str, wanted: bool) -> None:
    """Django without C libraries, without other languages, without what pip adds."""
    assert bundle.wanted(name) is wanted


def test_the_example_project_travels_without_what_runs_leave(bundle: ModuleType) -> None:
    """The database and the caches of a developer stay at home."""
    names = [name for name, _ in bundle.example_project()]
    assert "puddle/asgi.py" in names
    assert not [name for name in names if "__pycache__" in name or name.startswith("db.")]


def test_utc_is_a_time_zone(bundle: ModuleType) -> None:
    """The one time zone in the bundle is what its name says."""
    zone = ZoneInfo.from_file(io.BytesIO(bundle.UTC), key="UTC")
    assert zone.utcoffset(None) is None or not zone.utcoffset(None)
    assert str(zone) == "UTC"


def test_a_first_run_costs_what_the_design_allows(manifest: dict[str, Any]) -> None:
    """Python, the standard library and Django together stay below the limit."""
    assert manifest["gzip"] <= MOST


def test_both_djangos_are_there_and_the_first_is_the_pages_own(manifest: dict[str, Any]) -> None:
    """The default is the version that the pages are proved with; the other one is newer."""
    first, newest = manifest["bundles"]
    assert first["django"] == version("django")
    assert f"django=={newest['django']} " in (LAB / "newest.txt").read_text()
    for each in (first, newest):
        file = DIST / manifest["runtime"] / each["file"]
        assert file.stat().st_size == each["bytes"]


def test_no_path_of_the_machine_that_built_it_travels(manifest: dict[str, Any]) -> None:
    """Compiled modules carry the paths of the browser's Python, not the builder's."""
    archive = zipfile.ZipFile(DIST / manifest["runtime"] / "python_stdlib.zip")
    here = str(ROOT).encode()
    assert not [name for name in archive.namelist() if here in archive.read(name)]
    assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_the_runtimes_modules_stay_small() -> None:
    """A reader takes each in at one sitting."""
    for path in Path(LAB / "runtime").glob("*.py"):
        assert path.read_text().count("\n") <= 270, path.name
