"""A page that shows something of all pages is written when that changes, and only then."""

import pytest

from tests.conftest import SmallSite
from tests.test_progress import ASK

LISTED = """
.. _too-early:

``AppRegistryNotReady: Apps aren't loaded yet.``
------------------------------------------------

Something comes too early.
"""
SHOWN = {
    ".. proof-counts::": (">>> 1 + 1\n2", "3 pages with 1 code blocks"),
    ".. error-list::": (LISTED, "AppRegistryNotReady"),
    ".. progress::\n\n   errors/index": (ASK, "1 question"),
}


@pytest.fixture
def small_site(small_site: SmallSite) -> SmallSite:
    """A home page and two below it; Sphinx by itself writes one of these when it changes."""
    small_site.page("index", ".. toctree::\n\n   shown\n   errors/index")
    small_site.page("errors/index", "Still.")
    return small_site


def built(site: SmallSite) -> str:
    """Build, and return the page that shows something."""
    code, output = site.build()
    assert code == 0, output
    return (site.root / "build/html/shown.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("shown", SHOWN)
def test_it_follows_another_page(small_site: SmallSite, shown: str) -> None:
    """What comes on another page is shown, and what goes is not."""
    text, expected = SHOWN[shown]
    small_site.page("shown", shown)
    assert expected not in built(small_site)
    small_site.page("errors/index", text)
    assert expected in built(small_site)
    small_site.page("errors/index", "Still.")
    assert expected not in built(small_site)


@pytest.mark.parametrize("shown", SHOWN)
def test_nothing_is_written_when_nothing_has_changed(small_site: SmallSite, shown: str) -> None:
    """A second build reads no page, and leaves each as it is."""
    small_site.page("shown", shown)
    built(small_site)
    page = small_site.root / "build/html/shown.html"
    before = page.stat().st_mtime_ns
    code, output = small_site.build()
    assert (code, page.stat().st_mtime_ns) == (0, before)
    assert "updating environment: 0 added, 0 changed, 0 removed" in output


def test_a_build_of_something_else_takes_no_notice_away(small_site: SmallSite) -> None:
    """What changed is written although ``make doctest`` has read it before."""
    small_site.page("shown", ".. proof-counts::")
    assert "3 pages with 0 code blocks" in built(small_site)
    small_site.page("errors/index", ">>> 1 + 1\n2")
    small_site.page("index", ".. toctree::\n\n   The water <shown>\n   errors/index")
    code, output = small_site.build("doctest")
    assert code == 0, output
    page = built(small_site)
    assert "3 pages with 1 code blocks" in page
    assert "The water" in page
