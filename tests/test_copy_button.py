"""Guards the Copy button of the listings: what goes on the clipboard, and who can press it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.test_site import address  # noqa: F401 - a fixture
from tests.widgets import Visit, overflow, violations, visiting

ALLOWED = {"permissions": ["clipboard-read", "clipboard-write"]}


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:  # noqa: F811
    """Return a function that opens a page with consoles and configurations."""
    with visiting(chromium, f"{address}deploy/nginx.html") as visit:
        yield visit


def copied(listing: Locator) -> str:
    """Press the button of ``listing`` and return what is on the clipboard."""
    listing.hover()
    button = listing.get_by_role("button")
    button.click()
    expect(button).to_have_text("Copied")
    expect(listing.page.locator(".copy-said")).to_have_text("Copied")
    text: str = listing.page.evaluate("navigator.clipboard.readText()")
    return text


def test_of_a_session_the_commands_are_copied(visit: Visit) -> None:
    """Neither the prompt nor what the program answered."""
    session = visit(**ALLOWED).locator(".highlight-console .highlight").first
    shown = session.locator("pre").inner_text().splitlines()
    commands = [line.removeprefix("$ ") for line in shown if line.startswith("$ ")]
    assert len(commands) < len(shown)
    assert copied(session).splitlines() == commands


def test_of_a_file_all_is_copied(visit: Visit) -> None:
    """Each line as it stands, with its indentation."""
    file = visit(**ALLOWED).locator(".highlight-nginx .highlight").first
    text = file.locator("pre").text_content()
    assert text
    assert copied(file) == text.rstrip("\n")


def test_the_old_way_serves_where_the_browser_keeps_its_clipboard_away(visit: Visit) -> None:
    """A page that came without encryption has no ``navigator.clipboard``."""
    page = visit(**ALLOWED)
    page.evaluate("""() => {
        window.read = navigator.clipboard.readText.bind(navigator.clipboard);
        Object.defineProperty(navigator, "clipboard", { value: undefined });
    }""")
    session = page.locator(".highlight-console .highlight").first
    session.hover()
    session.get_by_role("button").click()
    expect(session.get_by_role("button")).to_have_text("Copied")
    command = session.locator(".code-row:has(.gp)").first.inner_text().strip()
    assert command.removeprefix("$ ") in page.evaluate("read()")


def test_tab_shows_it_and_enter_presses_it(visit: Visit) -> None:
    """It can be seen as soon as it has the focus; then it asks for the next press."""
    page = visit(**ALLOWED)
    button = page.locator(".copy-button").first
    expect(button).to_have_css("opacity", "0")
    button.focus()
    page.keyboard.press("Shift+Tab")
    expect(button).to_have_css("opacity", "0")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    expect(button).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(button).to_have_text("Copied")
    expect(button).to_have_text("Copy")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_for_everyone(visit: Visit, scheme: str) -> None:
    """Axe finds nothing, and nothing widens a phone, while the buttons show."""
    page = visit(360, 800, color_scheme=scheme, bypass_csp=True)
    page.add_style_tag(content=".copy-button { opacity: 1 !important }")
    assert violations(page) == []
    assert overflow(page) == 0


def test_it_is_loaded_where_it_is_used(site: Path) -> None:
    """A page whose only listings are the lab's has no script for others."""
    pages = [(site / page).read_text() for page in ("deploy/nginx.html", "line-by-line/index.html")]
    assert ["copy-button.js" in html for html in pages] == [True, False]
    assert 'class="lab-block"' in pages[1]
