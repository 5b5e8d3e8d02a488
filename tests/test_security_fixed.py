"""The page on what was fixed has read the notes of every Django that this repository runs."""

import re

import django
import pytest

from bench.changes import results
from tests.conftest import ROOT

PAGE = (ROOT / "docs/security/fixed.rst").read_text(encoding="utf-8")
READ = re.compile(r"^Read for this page were the notes .* up to (.+), of .+:", re.MULTILINE)


def numbers(version: str) -> tuple[int, ...]:
    """Return a version so that it can be compared."""
    return tuple(map(int, version.split(".")))


def read_up_to() -> dict[tuple[int, ...], tuple[int, ...]]:
    """Return the newest release whose notes were read, by its series."""
    found = READ.search(PAGE)
    assert found
    return {
        numbers(version)[:2]: numbers(version) for version in re.findall(r"\d[\d.]*\d", found[1])
    }


def newer(installed: str) -> bool:
    """Return whether a release is newer than what was read of its series, or of a newer series."""
    read, series = read_up_to(), numbers(installed)[:2]
    return series > max(read) or (series in read and numbers(installed) > read[series])


@pytest.mark.parametrize(
    "installed",
    [django.__version__, *(one["django"] for one in results.read()["djangos"].values())],
)
def test_no_release_is_newer_than_what_was_read(installed: str) -> None:
    """Where one is, its notes are to be read for holes that name ASGI, and the date moved."""
    assert not newer(installed), f"Read the notes of Django {installed} for docs/security/fixed.rst"


def test_a_newer_release_is_found() -> None:
    """The next one of a series fails, and the first of the next series."""
    assert newer("5.2.20")
    assert newer("6.2")
    assert not newer("4.2.30")
