"""What a shared link and a search show of a page: its title, its In short, and the card."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.conftest import ROOT, SmallSite
from tests.test_site import NOT_PAGES, soups  # noqa: F401 - a fixture

ADDRESS = "https://asgi.example/site/"
PAGE = """
.. admonition:: In short

   A ``<pond>`` has "ripples" & more.
   {second}

   More.

Other text, which is no description.
"""


def head(file: Path) -> dict[str, str]:
    """Return what the ``<meta>`` of a page say, by their name or property."""
    soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
    return {
        str(meta.get("property") or meta.get("name")): str(meta["content"])
        for meta in soup("meta", content=True)
    }


def test_a_page_is_described_by_its_in_short(small_site: SmallSite) -> None:
    """Whole sentences of it as far as there is room, escaped once, for people and for programs."""
    small_site.page("index", PAGE.format(second="They spread.") + "\n.. toctree::\n\n   long\n")
    small_site.page("long", PAGE.format(second=f"They {'spread, and ' * 20} fade."))
    assert small_site.build()[0] == 0
    for name, said in (("index", " They spread."), ("long", "")):
        meta = head(small_site.root / f"build/html/{name}.html")
        assert meta["description"] == f'A <pond> has "ripples" & more.{said}'
        assert meta["og:description"] == meta["description"]
        assert meta["og:title"] == "Title"


def test_a_site_with_an_address_shows_a_card(
    small_site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every address in the head is whole, on a page in a folder too, and the card is there."""
    monkeypatch.setenv("SITE_URL", ADDRESS)
    small_site.page("index", PAGE.format(second="") + "\n.. toctree::\n\n   part/one\n")
    small_site.page("part/one", "One.")
    code, output = small_site.build()
    assert code == 0, output
    html = small_site.root / "build/html"
    for name in ("index", "part/one"):
        meta = head(html / f"{name}.html")
        assert meta["og:url"] == f"{ADDRESS}{name}.html"
        assert meta["og:image"] == f"{ADDRESS}_static/card.png"
        assert meta["og:image:alt"]
        assert meta["twitter:card"] == "summary_large_image"
    assert (html / "_static/card.png").is_file()


def test_no_description_is_cut(soups: dict[str, BeautifulSoup]) -> None:  # noqa: F811
    """Each ends as a sentence does, and holds no markup."""
    for page, soup in soups.items():
        found = soup.find("meta", attrs={"name": "description"})
        if page not in NOT_PAGES and found:
            assert re.search(r"[.!?:]$", str(found["content"])), page
    assert (ROOT / "docs/_static/card.png").is_file()
