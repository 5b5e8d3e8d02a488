"""Walks the whole site by keys alone: what Tab comes to can be seen, and the next page reached."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import ROOT
from tests.test_site import address  # noqa: F401 - a fixture

# What has the focus, and what keeps a reader from seeing that; nothing at the end of the page.
REPORT = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const boxes = [...at.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
  const shown = boxes.some((box) => {
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return hit && (at.contains(hit) || hit.contains(at));
  });
  const lit = [at, at.closest("label")].some((one) => {
    const style = one && getComputedStyle(one);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  });
  const faults = [["is covered", !shown], ["has no outline", !lit],
    ["is transparent", getComputedStyle(at).opacity === "0"]];
  const names = faults.filter(([, is]) => is).map(([name]) => name);
  return { what: at.outerHTML.slice(0, 150), names, next: at.matches("a.next-page") };
}"""
MOST = 500  # More than any page has; whoever is caught in a part of it comes to no end.
INDEXES = sorted(path.parent.name for path in ROOT.glob("docs/*/index.rst"))
FIRST = [*(f"{chapter}/index" for chapter in INDEXES), "about/verified"]

Opening = Callable[..., Page]


@pytest.fixture
def opening(chromium: Browser, address: str) -> Iterator[Opening]:  # noqa: F811
    """Return a function that opens a page as wide as asked; with more, whatever a context takes."""
    contexts = []

    def opening(name: str, width: int, **settings: Any) -> Page:
        settings |= {"viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}
        contexts.append(chromium.new_context(**settings))
        page = contexts[-1].new_page()
        page.goto(f"{address}{name}.html")
        return page

    yield opening
    for context in contexts:
        context.close()


def walked(page: Page, *, to_next: bool = False) -> list[str]:
    """Press Tab to the end of the page, or to the link that leads on; return what was wrong."""
    wrong: list[str] = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        report = page.evaluate(REPORT)
        if report is None:
            return wrong
        wrong += [f"{page.url}: {report['what']} {name}" for name in report["names"]]
        if to_next and report["next"]:
            return wrong
    return [*wrong, f"{page.url} never lets go"]


def read_on(page: Page) -> list[str]:
    """Pass the menus by the skip link, read the article, go on by Enter; return what was wrong."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wrong = walked(page, to_next=True)
    if page.evaluate("document.activeElement.matches('a.next-page')"):
        with page.expect_navigation():
            page.keyboard.press("Enter")
    return wrong


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", ["index", *FIRST])
def test_every_stop_of_a_page_is_seen(opening: Opening, name: str, width: int) -> None:
    """Both menus, the article and its widgets: none is covered, and each shows the focus."""
    assert walked(opening(name, width)) == []


@pytest.mark.parametrize("name", ["index", "line-by-line/break-it", "asgi-and-wsgi/race"])
def test_every_stop_is_seen_in_the_colours_of_the_reader(opening: Opening, name: str) -> None:
    """Forced colours take shadows and backgrounds away; an outline stays."""
    assert walked(opening(name, 1440, forced_colors="active")) == []


@pytest.mark.parametrize("first", FIRST)
def test_a_chapter_is_read_by_keys_alone(opening: Opening, site: Path, first: str) -> None:
    """One page leads to the next, and each page of the chapter is among them."""
    chapter = site / first.split("/")[0]
    left = {file.name for file in chapter.glob("*.html")}
    page, wrong = opening(first, 1440), list[str]()
    while (name := page.url.split("/")[-1]) in left and f"/{chapter.name}/" in page.url:
        left.remove(name)
        wrong += read_on(page)
    assert (wrong, left) == ([], set())
