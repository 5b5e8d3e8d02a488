"""The home page: what a newcomer sees of it at once, and that the file on it is alive."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.test_site import address  # noqa: F401 - a fixture

EXPLANATIONS = ".line-by-line > dl > div"


@pytest.fixture
def home(chromium: Browser, address: str) -> Iterator[Page]:  # noqa: F811
    """The home page on a desk."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}index.html")
    yield page
    page.close()


def seen(explanations: Locator) -> list[str]:
    """Return the ids of the explanations that the eye sees."""
    found = explanations.evaluate_all(
        "all => all.filter(one => getComputedStyle(one).opacity > 0).map(one => one.id)"
    )
    return list(found)


def test_the_first_screen_holds_what_the_site_is(home: Page) -> None:
    """The answer, the file, Run, the doors and the counts, without a scroll."""
    expect(home.locator(".lab-run").first).to_be_visible()
    parts = [
        ".admonition-in-short",
        ".doors",
        "figure",
        "#line-application",
        ".lab-block",
        ".counts",
    ]
    for part in parts:
        expect(home.locator(part).first).to_be_in_viewport(ratio=1)
    assert home.locator(".doors > ul > li").count() == 4


def test_a_phone_shows_the_answer_and_the_doors(home: Page) -> None:
    """The file begins on the first screen, too."""
    home.set_viewport_size({"width": 390, "height": 844})
    for part in (".admonition-in-short", ".doors"):
        expect(home.locator(part)).to_be_in_viewport(ratio=1)
    expect(home.locator("#code-docstring")).to_be_in_viewport()


def test_the_pointer_shows_the_explanation_of_its_line(home: Page) -> None:
    """It stays when the pointer leaves, so its link can be reached; nothing moves."""
    explanations = home.locator(EXPLANATIONS)
    assert seen(explanations) == ["line-application"]
    below = home.locator(".lab-block").bounding_box()
    home.locator("#code-setdefault").hover()
    assert seen(explanations) == ["line-setdefault"]
    home.get_by_role("link", name="A default, not an order").hover()
    assert seen(explanations) == ["line-setdefault"]
    home.locator("h1").hover()
    assert seen(explanations) == ["line-setdefault"]
    assert home.locator(".lab-block").bounding_box() == below


def test_the_keyboard_shows_the_explanation_of_the_line_in_focus(home: Page) -> None:
    """The arrows walk the file, Tab goes through every explanation's link, and the page rests."""
    explanations = home.locator(EXPLANATIONS)
    home.locator("#code-docstring").focus()
    assert seen(explanations) == ["line-docstring"]
    home.keyboard.press("ArrowDown")
    assert seen(explanations) == ["line-import-os"]
    home.locator("#line-from-django-core-asgi a").last.focus()
    assert seen(explanations) == ["line-from-django-core-asgi"]
    assert home.evaluate("scrollY") == 0


def test_a_followed_line_leads_to_its_explanation(home: Page) -> None:
    """Enter moves the focus there, where the page stands, and Escape brings it back."""
    home.locator("#code-import-os").focus()
    home.keyboard.press("Enter")
    expect(home.locator("#line-import-os")).to_be_focused()
    assert seen(home.locator(EXPLANATIONS)) == ["line-import-os"]
    assert home.evaluate("scrollY") == 0
    home.keyboard.press("Escape")
    expect(home.locator("#code-import-os")).to_be_focused()


@pytest.mark.parametrize(("width", "javascript"), [(1440, False), (1024, True), (390, True)])
def test_elsewhere_every_explanation_is_read(
    chromium: Browser,
    address: str,  # noqa: F811
    width: int,
    javascript: bool,
) -> None:
    """Without JavaScript, and where the page is narrow, they stand one below the other."""
    context = chromium.new_context(java_script_enabled=javascript)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}index.html")
    every = page.locator(EXPLANATIONS)
    boxes = [every.nth(n).bounding_box() for n in range(5)]
    places = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
    assert len(places) == 5
    assert all(upper[1] <= lower[0] for upper, lower in pairwise(places))
    assert (
        page.evaluate("getComputedStyle(document.querySelector('#line-docstring')).opacity") == "1"
    )
    context.close()


def test_the_counts_are_those_of_the_build(home: Page, site: Path) -> None:
    """The figures of the home page are those of ``proofs.json``."""
    figures = json.loads((site / "proofs.json").read_text())
    shown = home.locator(".counts strong").all_inner_texts()
    pages, blocks = figures["pages"], sum(figures["blocks"].values())
    assert shown[:4] == [f"{n:,}" for n in (pages, blocks, 0, figures["examples"])]
    assert figures["tests"] > 1000
