"""The ``exercise`` directive: what it refuses, and what a reader sees, presses and keeps."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT, SmallSite
from tests.widgets import SMALL, Visit, moved, overflow, served, violations, visiting

PAGE = "practice/exercises-by-hand.html"
ID = "#exercise-by-hand"
CONTENT = "\n\n   The task.\n\n   #. One.\n   #. Two.\n\n   The reason.\n"
READY = 90_000  # Milliseconds until Python has started on a busy machine.


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f".. exercise:: no-such{CONTENT}", "exercises/no-such/starter.py is missing; add it."),
        (".. exercise:: by-hand\n\n   The task.\n", "write one numbered list, the hints"),
        (f".. exercise:: by-hand{CONTENT.replace('   #. Two.', '')}", "at least 2 hints"),
        (f".. exercise:: by-hand{CONTENT}\n.. exercise:: by-hand{CONTENT}", "this page twice"),
    ],
)
def test_junk_is_refused(small_site: SmallSite, text: str, message: str) -> None:
    """The build fails, and says what to do."""
    small_site.page("index", text)
    code, output = small_site.build()
    assert code != 0
    assert message in output


@pytest.fixture
def visit(chromium: Browser, site: Path) -> Iterator[Visit]:
    """Open the page of exercises."""
    with served(site) as address, visiting(chromium, address + PAGE) as visit:
        yield visit


def press(page: Page, name: str) -> None:
    """Press a button of the exercise."""
    page.locator(ID).get_by_role("button", name=name, exact=True).click()


def test_without_a_script_everything_is_there(visit: Visit) -> None:
    """Hints come one after the other, and nothing is there that does nothing."""
    exercise = visit(java_script_enabled=False).locator(ID)
    hints = exercise.locator(".exercise-hint")
    assert [hint.is_visible() for hint in hints.all()] == [True, False, False]
    hints.first.locator("summary").click()
    assert [hint.is_visible() for hint in hints.all()] == [True, True, False]
    exercise.locator(".exercise-solution summary").click()
    expect(exercise.locator(".exercise-solution")).to_contain_text("http.response.start")
    expect(exercise.locator(".exercise-bar")).to_be_hidden()


def write(page: Page, code: str) -> None:
    """Put ``code`` in the place of what the editor holds."""
    editor = page.get_by_role("textbox", name="Code of the exercise")
    editor.press("Control+a")
    page.keyboard.insert_text(code)


def solution() -> str:
    """Return what solves it."""
    return (ROOT / "exercises/by-hand/solution.py").read_text(encoding="utf-8")


def test_a_starter_fails_and_a_solution_is_kept(visit: Visit) -> None:
    """The checks say what they expected; what is solved and written is kept in this browser."""
    page = visit()
    exercise = page.locator(ID)
    status, said = exercise.locator(".exercise-status"), exercise.get_by_role("status")
    expect(status).to_have_text(re.compile(r"^Check: about \d MB, once\.$"))
    press(page, "Check")
    expect(status).to_have_text("0 of 2 so far.", timeout=READY)
    reason = "The first event begins a response, with the status 200. Nothing was sent."
    expect(said).to_contain_text(f"Expected: {reason}")
    expect(exercise.locator(".exercise-results li").first).to_contain_text("Nothing was sent.")
    assert violations(page) == []
    press(page, "Edit")
    expect(exercise.locator(".exercise-code pre")).to_be_hidden()
    write(page, solution())
    expect(exercise).not_to_have_attribute("data-state", "wrong")
    page.keyboard.press("Control+Enter")
    expect(status).to_have_text("Solved.", timeout=READY)
    assert violations(page) == []
    page.reload()
    expect(status).to_have_text("Solved before.")
    expect(exercise.get_by_role("textbox")).to_contain_text("http.response.body")
    page.emulate_media(media="print")
    expect(exercise.locator(".exercise-code pre")).to_be_visible()
    expect(exercise.locator(".cm-content")).to_be_hidden()
    page.emulate_media(media="screen")
    press(page, "Reset")
    expect(exercise.get_by_role("button", name="Edit")).to_be_focused()
    page.goto(page.url.replace("exercises-by-hand", "index"))
    item = page.locator('li[data-page="practice/exercises-by-hand"]')
    expect(item).to_have_text("By hand 1 of 4 exercises")


def test_what_is_raised_names_a_line_that_the_editor_numbers(visit: Visit) -> None:
    """The number stands beside the line, on its height."""
    page = visit()
    press(page, "Edit")
    write(page, "splash = 1\n\nraise ValueError(splash)")
    press(page, "Check")
    expect(page.locator(f"{ID} .exercise-results")).to_contain_text("(line 3)", timeout=READY)
    number = page.locator(f"{ID} .cm-gutters").get_by_text("3", exact=True).bounding_box()
    line = page.locator(f"{ID} .cm-line").nth(2).bounding_box()
    assert number
    assert line
    assert number["y"] == pytest.approx(line["y"], abs=2)


def test_an_endless_loop_is_stopped_and_said(visit: Visit) -> None:
    """By the lab; and Stop ends what waits for ever."""
    page = visit()
    status = page.locator(f"{ID} .exercise-status")
    press(page, "Edit")
    write(page, "while True: pass")
    press(page, "Check")
    expect(status).to_contain_text("so the lab stopped the code. In a terminal", timeout=READY)
    write(page, "import threading\nthreading.Event().wait()")
    press(page, "Check")
    expect(status).to_contain_text("Everything waits", timeout=READY)
    write(page, "import time\ntime.sleep(1000)")
    press(page, "Check")
    expect(status).to_have_text("Checking", timeout=READY)
    press(page, "Stop")
    expect(status).to_have_text("Stopped by you.")
    expect(page.locator(ID).get_by_role("button", name="Check")).to_be_visible()


def test_the_keyboard_leads_through_an_exercise(visit: Visit) -> None:
    """From the buttons to a hint, to the next, and into the editor and out of it."""
    page = visit()
    exercise = page.locator(ID)
    exercise.get_by_role("button", name="Check").focus()
    for name in ("Edit", "Hint 1 of 3"):
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text(name)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Hint 2 of 3")
    exercise.get_by_role("button", name="Edit").focus()
    page.keyboard.press("Enter")
    expect(exercise.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Check")


@pytest.mark.parametrize("builder", ["text", "epub"])
def test_a_book_has_all_of_it(small_site: SmallSite, builder: str) -> None:
    """Task, starter, hints, solution and commentary, and nothing to press."""
    small_site.page("index", f".. exercise:: by-hand{CONTENT}")
    code, output = small_site.build(builder)
    assert code == 0, output
    suffix = {"text": "txt", "epub": "xhtml"}[builder]
    file = small_site.root / "build" / builder / f"index.{suffix}"
    told = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").get_text()
    parts = ["The task.", "...", "Hint 1 of 2", "One.", "Hint 2 of 2", "A solution", "Splash!"]
    assert [part for part in [*parts, "The reason."] if part not in told] == []
    assert "Check" not in told


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_axe_finds_nothing(visit: Visit, width: int, scheme: str) -> None:
    """With every disclosure open, on a phone too; nothing has moved before."""
    page = visit(width=width, color_scheme=scheme)
    expect(page.locator(ID).get_by_role("button", name="Check")).to_be_visible()
    assert moved(page) == []
    assert violations(page) == []
    page.evaluate("document.querySelectorAll('.exercise details').forEach((d) => d.open = true)")
    assert violations(page) == []
    assert overflow(page) <= 0
    targets = page.locator(".exercise :is(.exercise-bar button, summary):visible")
    assert targets.evaluate_all(SMALL) == []


def test_on_paper_all_is_open(visit: Visit) -> None:
    """Nothing that wants to be pressed is printed."""
    page = visit()
    page.emulate_media(media="print")
    expect(page.locator(f"{ID} .exercise-hint").last.locator("p").first).to_be_visible()
    expect(page.locator(f"{ID} .exercise-bar")).to_be_hidden()


def test_the_map_counts_them(site: Path) -> None:
    """Each page of exercises has four on the map of the practice page."""
    html = (site / "practice/index.html").read_text(encoding="utf-8")
    assert html.count("4 exercises") == 4


def test_its_script_is_small(site: Path) -> None:
    """And it comes where there is an exercise."""
    script = (site / "_static" / "exercise.js").read_bytes()
    assert len(gzip.compress(script)) < 15_000
    assert "exercise.js" not in (site / "index.html").read_text(encoding="utf-8")
