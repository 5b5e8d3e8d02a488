"""Opened as files, the pages do all that needs no server, and say of the rest what it needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

ASKED = "#quiz-why-does-the-file-break-with"
EXERCISE = "#exercise-by-hand"


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """A tab in which no script may fail."""
    problems: list[str] = []
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    tab.on("pageerror", lambda error: problems.append(str(error)))
    yield tab
    tab.close()
    # Sphinx's search asks for the beginnings of its pages, which no browser reads from a file.
    assert [each for each in problems if each != "Failed to fetch"] == []


def opened(tab: Page, site: Path, page: str) -> Page:
    """Open a page of the site."""
    tab.goto((site / f"{page}.html").as_uri())
    return tab


def test_a_question_is_answered(tab: Page, site: Path) -> None:
    """And the map of the site counts it."""
    page = opened(tab, site, "line-by-line/import-os")
    page.locator(f"{ASKED} input[value='1']").check()
    page.locator(f"{ASKED} .quiz-bar button").click()
    expect(page.locator(f"{ASKED} .quiz-said")).to_contain_text("Right")
    item = opened(tab, site, "practice/index").locator("li[data-page='line-by-line/import-os']")
    expect(item).to_contain_text("1 of 1 question")


def test_the_file_is_broken_and_the_servers_race(tab: Page, site: Path) -> None:
    """Both have their answers in the page."""
    page = opened(tab, site, "line-by-line/break-it")
    page.locator("[data-line='10'] select").select_option("line-10-delete-it")
    expect(page.locator(".break-it [role=status]")).to_contain_text("It ends in NameError")
    page = opened(tab, site, "asgi-and-wsgi/race")
    page.locator(".race [name=clients]").fill("40")
    expect(page.locator(".race-status")).to_contain_text("Answers a second")


def test_pages_and_errors_are_found(tab: Page, site: Path) -> None:
    """The search has its index in a script, and the list of errors is the page itself."""
    page = opened(tab, site, "index")
    page.get_by_role("textbox", name="Search").fill("AppRegistryNotReady")
    page.get_by_role("textbox", name="Search").press("Enter")
    page.wait_for_url("**/search.html?q=*")
    page.locator("#search-results li a", has_text="AppRegistryNotReady").first.click()
    expect(page.locator("article h1")).to_be_visible()
    page = opened(tab, site, "errors/index")
    page.locator("#error-text").fill("AppRegistryNotReady: Apps aren't loaded yet.")
    expect(page.locator(".error-search")).to_contain_text("1 of ")


def test_what_runs_python_says_that_it_needs_a_server(tab: Page, site: Path) -> None:
    """Run, the explainer and an exercise; each page shows what it has all the same."""
    page = opened(tab, site, "line-by-line/import-os")
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    expect(page.locator(".lab-absent").first).to_contain_text("opened as a file")
    expect(page.locator(".lab-absent").first).to_contain_text("python -m http.server")
    page = opened(tab, site, "explain/index")
    page.locator(".explain button[data-does=explain]").click()
    expect(page.locator(".explain-status")).to_contain_text("python -m http.server")
    expect(page.locator(".explain-answer").first).not_to_be_empty()
    page = opened(tab, site, "practice/exercises-by-hand")
    page.locator(f"{EXERCISE} .exercise-check").click()
    expect(page.locator(f"{EXERCISE} .exercise-status")).to_contain_text("python -m http.server")
    expect(page.locator(f"{EXERCISE} .exercise-code")).to_contain_text("async def")
