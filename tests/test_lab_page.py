"""The lab on its pages, in a real Chromium: what a reader does, sees, and can rely on.

Tests about the page alone put ``tests/js/fake-worker.js`` in the place of the worker; tests about
what Python does in the browser wait for the real one, which needs seconds to start.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.conftest import ROOT
from tests.test_site import address  # noqa: F401 - a fixture

FAKE = (ROOT / "tests" / "js" / "fake-worker.js").read_text(encoding="utf-8")
AXE = ROOT / "lab" / "node_modules" / "axe-core" / "axe.min.js"
WORKER = "**/lab-chunks/worker-*.js"
# Two groups with an example each, and one group with two examples.
TWO_GROUPS, ONE_GROUP = "line-by-line/the-import.html", "about/lab.html"
VERDICT = '.lab-status[data-mark]:not([data-mark=""])'
START = 90_000  # Milliseconds that a loaded machine may take to start Python.

Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, address: str, site: Path) -> Iterator[Visit]:  # noqa: F811
    """Return a function that opens a page; at the end nothing may have gone wrong unseen."""
    if not (site / "_static" / "lab.js").is_file():
        pytest.fail("The site was built without the lab; run `make html` with Node at hand.")
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def note(what: str, *, wrong: bool) -> None:
        problems.extend([what] if wrong else [])

    def visit(page: str = TWO_GROUPS, *, fake: bool = True, **settings: Any) -> Page:
        quiet, wait = settings.pop("quiet", False), settings.pop("wait", "load")
        settings.setdefault("viewport", {"width": 1440, "height": 900})
        prepare = settings.pop("prepare", lambda _context: None)
        context = chromium.new_context(**settings)
        contexts.append(context)
        if fake:
            context.route(WORKER, lambda r: r.fulfill(body=FAKE, content_type="text/javascript"))
        prepare(context)
        tab = context.new_page()
        tab.on("pageerror", lambda error: note(f"raised {error}", wrong=True))
        tab.on("console", lambda m: note(m.text, wrong=m.type == "error" and not quiet))
        context.on("request", lambda r: note(r.url, wrong=not r.url.startswith((address, "data:"))))
        tab.goto(address + page, wait_until=wait)
        return tab

    yield visit
    for context in contexts:
        context.close()
    assert not problems


def block(page: Page, number: int = 1) -> Locator:
    """Return the ``number``-th example that has a toolbar."""
    return page.locator(".lab-block:has(> .lab-bar)").nth(number - 1)


def press(block: Locator, name: str) -> None:
    """Press a button of the toolbar."""
    block.get_by_role("button", name=name, exact=True).click()


def run(block: Locator, verdict: str, patience: float = 10_000) -> None:
    """Press Run and wait for the verdict."""
    press(block, "Run")
    expect(block.locator(VERDICT)).to_have_text(verdict, timeout=patience)


def write(block: Locator, code: str) -> None:
    """Put ``code`` in the place of what the editor holds."""
    if block.get_by_role("button", name="Edit").is_visible():
        press(block, "Edit")
    editor = block.get_by_role("textbox")
    expect(editor).to_be_visible()
    editor.press("Control+a")
    editor.page.keyboard.insert_text(code)


def transcript(block: Locator) -> str:
    """Return what the run has printed."""
    return block.locator(".lab-transcript").text_content() or ""


# Run ------------------------------------------------------------------------------------------


def test_run_prints_below_the_block_and_says_as_documented(visit: Visit) -> None:
    """The transcript stands below the toolbar, the verdict in it."""
    first = block(visit())
    run(first, "As documented")
    assert ">>> from django.core.asgi" in transcript(first)
    assert "ran doctest 0" in transcript(first)


def test_the_cost_is_said_before_the_first_run_and_not_after(visit: Visit, site: Path) -> None:
    """What the reader will download stands beside Run, on every block, until it has come."""
    size = json.loads((site / "_static" / "lab.json").read_text())["gzip"]
    page = visit()
    told = f"Run: about {round(size / 1e6)} MB, once"
    expect(block(page, 2).locator(".lab-status")).to_have_text(told)
    described = block(page).get_by_role("button", name="Run").get_attribute("aria-describedby")
    assert page.locator(f"#{described}").text_content() == told
    run(block(page), "As documented")
    expect(block(page, 2).locator(".lab-status")).to_be_empty()
    page.reload()
    expect(block(page).get_by_role("button", name="Run")).to_be_visible()
    expect(block(page, 2).locator(".lab-status")).to_be_empty()


def test_the_start_is_shown_in_named_stages_with_bytes(visit: Visit) -> None:
    """The bar moves from stage to stage, and Cancel ends it."""
    slow = FAKE.replace("?? 0", "?? 60000")

    def prepare(context: BrowserContext) -> None:
        context.route(WORKER, lambda r: r.fulfill(body=slow, content_type="text/javascript"))

    first = block(visit(fake=False, prepare=prepare))
    press(first, "Run")
    expect(first.locator(".lab-stage")).to_have_text(
        re.compile(r"^Downloading: 0\.0 of \d\.\d MB$")
    )
    expect(first.locator(".lab-stages > [aria-current]")).to_have_text("Downloading")
    expect(first.locator(".lab-stages > li")).to_have_text(
        ["Downloading", "Python", "Django", "Ready"]
    )
    first.page.wait_for_timeout(600)  # A second press this soon would count as a double click.
    press(first, "Cancel")
    expect(first.locator(VERDICT)).to_have_text("Cancelled")
    expect(first.locator(".lab-output")).to_be_hidden()


def test_an_example_runs_those_above_it_first(visit: Visit) -> None:
    """Blocks of one group share an interpreter; it goes on where it can."""
    page = visit(ONE_GROUP)
    second = block(page, 2)
    run(second, "As documented")
    expect(second.locator(".lab-before > summary")).to_have_text("Runs the block above first")
    assert "ran doctest 0" in (second.locator(".lab-before pre").text_content() or "")
    assert "ran doctest 1" in transcript(second)
    run(block(page), "As documented")
    run(second, "As documented")
    expect(second.locator(".lab-before")).to_be_hidden()


def test_an_example_above_that_is_stopped_is_said(visit: Visit) -> None:
    """What comes after it did not run, and the toolbar does not go on counting."""
    page = visit(ONE_GROUP)
    write(block(page), "while True: pass")
    second = block(page, 2)
    run(second, "Stopped above")
    expect(second.locator(".lab-note")).to_contain_text("Line 1 went round for a second.")
    expect(second.get_by_role("button", name="Run")).to_be_visible()


def test_an_error_is_short_and_its_whole_is_a_click_away(visit: Visit) -> None:
    """The reader's own frames are shown; the rest says how long it is."""
    first = block(visit())
    write(first, "raise OSError('wet')")
    run(first, "Differs, as edited")
    assert transcript(first).count("OSError: wet\n") == 1
    whole = first.locator(".lab-trouble")
    expect(whole.locator("summary")).to_have_text(
        "The whole traceback: 12 more lines in Django and Python"
    )
    expect(whole.locator("pre")).to_be_hidden()
    whole.locator("summary").click()
    expect(whole.locator("pre")).to_have_text("All of it")


def test_a_worker_that_sleeps_is_stopped(visit: Visit) -> None:
    """Stop ends what answers nothing, and the next run works."""
    first = block(visit())
    write(first, "sleep()")
    press(first, "Run")
    expect(first.locator(".lab-status")).to_have_text(re.compile("^Running, [1-9] s$"))
    press(first, "Stop")
    expect(first.locator(VERDICT)).to_have_text("Stopped by you")
    assert transcript(first) == ">>> sleep()\n"
    press(first, "Reset")
    run(first, "As documented")


def test_the_verdict_stays_though_the_run_ends_later(visit: Visit) -> None:
    """The seconds are counted until the verdict, and not over it."""
    first = block(visit())
    write(first, "linger = 1")
    press(first, "Run")
    expect(first.locator(VERDICT)).to_have_text("Differs, as edited")
    expect(first.get_by_role("button", name="Run")).to_be_visible()
    expect(first.locator(".lab-status")).to_have_text("Differs, as edited")


def test_a_double_click_on_run_runs_once(visit: Visit) -> None:
    """The second press does not stop what the first began."""
    first = block(visit())
    write(first, "sleep()")
    first.get_by_role("button", name="Run").dblclick()
    expect(first.locator(".lab-status")).to_have_text(re.compile("^Running, [1-9] s$"))


# Edit -----------------------------------------------------------------------------------------


def test_an_edited_example_runs_and_shows_what_differs(visit: Visit) -> None:
    """The editor holds plain Python; the difference to the page is folded."""
    first = block(visit())
    press(first, "Edit")
    expect(first.get_by_role("textbox")).to_contain_text("settings.configured")
    assert ">>>" not in (first.get_by_role("textbox").text_content() or "")
    write(first, "1 + 1")
    run(first, "Differs, as edited")
    assert "ran session 0" in transcript(first)
    expect(first.locator(".lab-diff pre")).to_be_hidden()
    first.locator(".lab-diff summary").click()
    expect(first.locator(".lab-diff-gone")).to_have_text("-'as documented'\n")
    expect(first.locator(".lab-diff-new")).to_have_text("+'something else'\n")


def test_a_verdict_goes_once_the_code_has_changed(visit: Visit) -> None:
    """What was said about the code before does not stand beside the new one."""
    first = block(visit())
    write(first, "1 + 1")
    run(first, "Differs, as edited")
    write(first, "2 + 2")
    expect(first.locator(".lab-status")).to_be_empty()


def test_reset_brings_back_the_code_of_the_page(visit: Visit) -> None:
    """The editor closes, its code is forgotten, and the focus is on Edit."""
    page = visit()
    first = block(page)
    write(first, "1 + 1")
    press(first, "Reset")
    expect(first.locator(".lab-editor")).to_be_hidden()
    expect(first.get_by_role("button", name="Edit")).to_be_focused()
    page.reload()
    expect(block(page).get_by_role("button", name="Edit")).to_be_visible()


def test_edited_code_outlives_the_page_and_goes_with_reset_everything(visit: Visit) -> None:
    """It is there after a reload, labelled; the menu forgets it."""
    page = visit()
    write(block(page), "kept = 1")
    write(block(page, 2), "kept = 2")
    page.reload()
    expect(block(page).get_by_role("textbox")).to_have_text("kept = 1")
    expect(block(page, 2).get_by_role("textbox")).to_have_text("kept = 2")
    expect(block(page).locator(".lab-from")).to_contain_text("Your own code")
    press(block(page, 3), "More")
    press(block(page, 3), "Reset everything on this page")
    expect(page.locator(".lab-editor:visible")).to_have_count(0)
    page.reload()
    expect(block(page).get_by_role("button", name="Edit")).to_be_visible()
    expect(page.locator(".lab-editor:visible")).to_have_count(0)


def test_reset_everything_on_this_site_reaches_other_pages(visit: Visit, address: str) -> None:  # noqa: F811
    """What was edited on one page is forgotten from another; the colour scheme is not ours."""
    page = visit()
    write(block(page), "kept = 1")
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.goto(address + ONE_GROUP)
    press(block(page), "More")
    press(block(page), "Reset everything on this site")
    assert page.evaluate("Object.keys(localStorage)") == ["theme"]


def test_edited_code_is_dropped_when_the_page_has_changed(visit: Visit) -> None:
    """Code that was made from another example would only puzzle."""
    page = visit()
    write(block(page), "kept = 1")

    def changed(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace('"puddle.settings"</span>', '"puddle.other"</span>', 1)
        route.fulfill(response=answer, body=body)

    page.route("**/the-import.html", changed)
    page.reload()
    expect(block(page).get_by_role("button", name="Edit")).to_be_visible()
    assert "kept" not in page.evaluate("JSON.stringify(localStorage)")


# Copy and Link --------------------------------------------------------------------------------


def clipboard(page: Page) -> str:
    """Return what is on the clipboard."""
    return str(page.evaluate("navigator.clipboard.readText()"))


ALLOWED = {"permissions": ["clipboard-read", "clipboard-write"]}


def test_copy_takes_the_statements_alone(visit: Visit) -> None:
    """No prompts and no output; of an edited example, the reader's code."""
    page = visit(**ALLOWED)
    second = block(page, 2)
    press(second, "Copy")
    expect(second.locator(".lab-status")).to_have_text("Copied")
    assert (
        clipboard(page) == 'import edit\nedit.delete("from django.core.asgi")\nimport puddle.asgi\n'
    )
    write(second, "mine = 1")
    press(second, "Copy")
    expect(second.locator(".lab-status")).to_have_text("Copied")
    assert clipboard(page) == "mine = 1\n"


def test_there_is_one_copy_button(visit: Visit) -> None:
    """The one of the other listings keeps to the blocks without a toolbar."""
    page = visit()
    expect(page.locator(".copy-button")).not_to_have_count(0)
    expect(page.locator(".lab-block .copy-button")).to_have_count(0)


def test_a_link_carries_the_code_and_does_not_run_it(visit: Visit) -> None:
    """Whoever follows it sees the code, is told where it came from, and runs it, or not."""
    page = visit(**ALLOWED)
    second = block(page, 2)
    write(second, "print('from a friend')")
    press(second, "Link")
    expect(second.locator(".lab-status")).to_have_text("Link copied")
    link = clipboard(page)
    other = visit(TWO_GROUPS + link[link.index("#") :])
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    shown = block(other, 2)
    expect(shown.get_by_role("textbox")).to_have_text("print('from a friend')")
    expect(shown.locator(".lab-from")).to_contain_text("This code came with the link")
    expect(shown).to_be_in_viewport()
    expect(shown.locator(".lab-output")).to_be_hidden()
    assert not [url for url in asked if "lab-runtime" in url or "worker" in url]
    run(shown, "Differs, as edited")
    press(shown, "Reset")
    expect(shown.locator(".lab-editor")).to_be_hidden()
    assert "#" not in other.url


def test_a_link_leaves_the_readers_own_code_alone(visit: Visit) -> None:
    """Reset takes the link's code away and shows what the reader had."""
    page = visit(**ALLOWED)
    write(block(page), "shared = 1")
    press(block(page), "Link")
    expect(block(page).locator(".lab-status")).to_have_text("Link copied")
    link = clipboard(page)
    write(block(page), "mine = 1")
    page.goto("about:blank")
    page.goto(link)
    expect(block(page).get_by_role("textbox")).to_have_text("shared = 1")
    press(block(page), "Reset")
    expect(block(page).get_by_role("textbox")).to_have_text("mine = 1")


def test_the_link_of_an_untouched_example_leads_to_it(visit: Visit) -> None:
    """Without edits there is nothing to carry."""
    page = visit(**ALLOWED)
    press(block(page, 3), "Link")
    expect(block(page, 3).locator(".lab-status")).to_have_text("Link copied")
    assert clipboard(page).endswith("the-import.html#example-3")


@pytest.mark.parametrize(
    "junk", ["#lab=1.0.AAAA", "#lab=9.0.AAAA", "#lab=1.99.eJwDAAAAAAE", "#lab="]
)
def test_junk_in_the_address_is_ignored_and_said(visit: Visit, junk: str) -> None:
    """The page shows its own code."""
    page = visit(TWO_GROUPS + junk)
    expect(page.locator(".lab-complaint")).to_contain_text("The page shows its own code.")
    expect(page.locator(".lab-editor:visible")).to_have_count(0)


# Failures -------------------------------------------------------------------------------------


def failure(block: Locator) -> Locator:
    """Return the sentence of what failed."""
    return block.locator(".lab-note")


def test_offline_is_said_and_retry_works(visit: Visit) -> None:
    """One sentence, what to do, and a button that does it."""
    page = visit(quiet=True)
    page.route(WORKER, lambda route: route.abort("internetdisconnected"))
    page.context.set_offline(True)
    first = block(page)
    press(first, "Run")
    expect(failure(first)).to_contain_text("this device is offline")
    expect(failure(first)).to_contain_text("Connect it, then retry.")
    page.context.set_offline(False)
    page.unroute(WORKER)
    first.get_by_role("button", name="Retry").click()
    expect(first.locator(VERDICT)).to_have_text("As documented")


def test_a_blocked_file_is_said(visit: Visit) -> None:
    """Blockers answer in the place of the server."""
    page = visit(quiet=True)
    page.route(WORKER, lambda route: route.abort("blockedbyclient"))
    press(block(page), "Run")
    expect(failure(block(page))).to_contain_text("refused a file that Run needs")


def test_a_browser_without_webassembly_is_told(visit: Visit) -> None:
    """Nothing is downloaded for it."""
    page = visit(prepare=lambda context: context.add_init_script("delete globalThis.WebAssembly"))
    press(block(page), "Run")
    expect(failure(block(page))).to_contain_text("does not run WebAssembly")


@pytest.mark.parametrize("why", ["memory", "crash"])
def test_a_python_that_is_lost_is_said(visit: Visit, why: str) -> None:
    """The worker says why, the page says what to do."""
    dying = f"postMessage({{type: 'failed', why: '{why}', message: 'the details'}})"

    def prepare(context: BrowserContext) -> None:
        context.route(WORKER, lambda r: r.fulfill(body=dying, content_type="text/javascript"))

    first = block(visit(fake=False, prepare=prepare))
    press(first, "Run")
    expect(failure(first)).to_contain_text({"memory": "Close some tabs", "crash": "a new one"}[why])
    first.locator("summary", has_text="What the browser said").click()
    expect(first.get_by_text("the details")).to_be_visible()
    expect(first.get_by_role("button", name="Run")).to_be_visible()


def test_an_editor_that_does_not_load_is_said(visit: Visit) -> None:
    """The rest of the toolbar goes on working."""
    page = visit(quiet=True)
    page.route("**/lab-chunks/editor-*.js", lambda route: route.abort())
    press(block(page), "Edit")
    expect(failure(block(page))).to_contain_text("The editor could not be loaded.")
    run(block(page), "As documented")


def test_a_page_whose_script_is_blocked_says_so_in_the_place_of_the_toolbar(visit: Visit) -> None:
    """The same sentence meets whoever opens the page as a file, where browsers load no module."""
    page = visit(quiet=True, prepare=lambda c: c.route("**/lab.js*", lambda route: route.abort()))
    absent = page.locator(".lab-absent").first
    expect(absent).to_be_hidden()
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    expect(absent).to_be_visible()
    expect(absent).to_contain_text("opened as a file, or its script was blocked")


def test_a_page_opened_as_a_file_is_whole(chromium: Browser, site: Path) -> None:
    """Styles and code are there; Run says why it is not."""
    page = chromium.new_page()
    page.goto((site / TWO_GROUPS).as_uri())
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    expect(page.locator(".lab-absent").first).to_be_visible()
    colour = "getComputedStyle(document.querySelector('.lab-bar')).backgroundColor"
    assert page.evaluate(colour) != "rgba(0, 0, 0, 0)"
    page.close()


def test_without_javascript_the_page_is_as_it_was(visit: Visit) -> None:
    """No toolbar, no gap in its place, and the code with its recorded output."""
    page = visit(java_script_enabled=False)
    expect(page.locator(".lab-bar").first).to_be_hidden()
    expect(page.locator(".lab-block pre").first).to_contain_text(">>> apps.ready\nFalse")


# What is fetched ------------------------------------------------------------------------------


def asked(page: Page) -> list[str]:
    """Return the runtime's files that the page has asked for; listen before the page acts."""
    found: list[str] = []
    page.on("request", lambda r: found.append(r.url) if "lab-runtime" in r.url else None)
    return found


def test_reading_fetches_nothing_and_resting_on_run_fetches_ahead(visit: Visit) -> None:
    """A pointer that rests on Run says what is likely to follow."""
    page = visit()
    files = asked(page)
    block(page).get_by_role("button", name="Edit").hover()
    page.wait_for_timeout(400)
    assert files == []
    with page.expect_request("**/lab-runtime-*/pyodide.asm.wasm"):
        block(page).get_by_role("button", name="Run").hover()
    with page.expect_request("**/lab-runtime-*/django-*"):
        pass


def test_save_data_fetches_nothing_ahead(visit: Visit) -> None:
    """Who saves data pays for a run, and for no guess."""
    script = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
    page = visit(prepare=lambda context: context.add_init_script(script))
    files = asked(page)
    block(page).get_by_role("button", name="Run").hover()
    block(page).get_by_role("button", name="Run").focus()
    page.wait_for_timeout(600)
    assert files == []


def test_what_is_fetched_ahead_is_what_the_worker_fetches(visit: Visit) -> None:
    """A first run asks for nothing that resting on Run would have left out, and for all of it."""
    ahead = visit()
    guessed = asked(ahead)
    with ahead.expect_request("**/lab-runtime-*/django-*"):
        block(ahead).get_by_role("button", name="Run").hover()
    real = visit(ONE_GROUP, fake=False)
    fetched = asked(real)
    # Without a hover, so that only the worker asks.
    block(real).get_by_role("button", name="Run").dispatch_event("click")
    expect(block(real).locator(VERDICT)).to_have_text("As documented", timeout=START)
    names = [{url.rpartition("/")[2] for url in urls} for urls in (guessed, fetched)]
    assert names[0] == names[1] - {"library.zst"}  # What few examples need comes when they do.


# Which Django ---------------------------------------------------------------------------------


def test_the_choice_of_django_is_one_for_the_page_and_is_remembered(visit: Visit) -> None:
    """The menu is the same below every block; what was chosen is there after a reload."""
    page = visit()
    press(block(page), "More")
    radios = page.get_by_role("radio")
    expect(radios.first).to_be_checked()
    if radios.count() < 2:
        pytest.skip("The lab has been built with one Django.")
    radios.nth(1).check()
    press(block(page, 2), "More")
    expect(block(page, 2).get_by_role("radio").nth(1)).to_be_checked()
    page.reload()
    press(block(page), "More")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()


# Keyboard and screen reader -------------------------------------------------------------------


def focused(page: Page) -> str:
    """Return the text of what has the focus."""
    return str(page.evaluate("document.activeElement.textContent"))


def test_everything_works_without_a_mouse(visit: Visit) -> None:
    """Run, Edit, type, run from within, Escape and Tab out, Reset; the focus is never lost."""
    page = visit()
    first = block(page)
    first.get_by_role("button", name="Run").focus()
    page.keyboard.press("Enter")
    expect(first.locator(VERDICT)).to_have_text("As documented")
    assert focused(page) == "Run"
    page.keyboard.press("Tab")
    assert focused(page) == "Edit"
    page.keyboard.press("Enter")
    editor = first.get_by_role("textbox")
    expect(editor).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("if 1:\n2")
    page.keyboard.press("Control+Enter")
    expect(first.locator(VERDICT)).to_have_text("Differs, as edited")
    expect(editor).to_be_focused()
    page.keyboard.press("Tab")
    expect(editor).to_be_focused()  # Tab indents.
    assert editor.locator(".cm-line").nth(1).text_content() == "        2"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
    assert focused(page) == "Run"
    page.keyboard.press("Tab")
    assert focused(page) == "Reset"
    page.keyboard.press("Enter")
    expect(first.get_by_role("button", name="Edit")).to_be_focused()


def test_the_menu_closes_with_escape_and_gives_the_focus_back(visit: Visit) -> None:
    """The button says whether it is open."""
    page = visit()
    more = block(page).get_by_role("button", name="More")
    more.press("Enter")
    expect(more).to_have_attribute("aria-expanded", "true")
    page.get_by_role("link", name="How this runs").press("Escape")
    expect(more).to_be_focused()
    expect(more).to_have_attribute("aria-expanded", "false")


def test_the_editor_has_a_name_and_says_how_to_leave(visit: Visit) -> None:
    """The hint is part of the page and of the editor's description."""
    first = block(visit())
    press(first, "Edit")
    editor = first.get_by_role("textbox", name=re.compile("^Code of example 1 of"))
    expect(editor).to_have_accessible_description(re.compile("Escape, then Tab, leaves the editor"))


def test_a_screen_reader_hears_the_output_and_the_verdict(visit: Visit) -> None:
    """One quiet live region says what happens, not each piece as it comes."""
    page = visit()
    said = page.locator(".lab-said[role=status]")
    run(block(page), "As documented")
    expect(said).to_contain_text("As documented")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing(visit: Visit, scheme: str, width: int) -> None:
    """With the editor, the menu, an error, a difference and a failure on the page."""
    size = {"width": width, "height": 900}
    page = visit(color_scheme=scheme, viewport=size)
    write(block(page), "x = 'edited'  # 1")
    run(block(page), "Differs, as edited")
    block(page).locator(".lab-diff summary").click()
    write(block(page, 2), "raise OSError()")
    run(block(page, 2), "Differs, as edited")
    block(page, 2).locator(".lab-trouble summary").click()
    run(block(page, 3), "As documented")
    press(block(page, 3), "More")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then((result) => result.violations)")
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []


def test_targets_are_large_enough(visit: Visit) -> None:
    """Every button is at least 24 pixels in each direction, on a phone too."""
    page = visit(viewport={"width": 360, "height": 900})
    press(block(page), "More")
    boxes = page.locator(".lab-block :is(button, input, a):visible").evaluate_all(
        "all => all.map((e) => [e.textContent, e.tagName === 'INPUT' ? e.closest('label') : e])"
        ".map(([text, e]) => [text, e.getBoundingClientRect()])"
        ".filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"
    )
    assert boxes == []


@pytest.mark.parametrize("width", [360, 412, 1440])
def test_nothing_moves_when_the_toolbar_comes(visit: Visit, width: int) -> None:
    """Its place is kept from the first paint on."""
    watch = """globalThis.moved = [];
    new PerformanceObserver((list) => moved.push(...list.getEntries().flatMap((entry) =>
      entry.sources.map(({node}) => node?.className ?? node?.nodeName ?? "?"))))
      .observe({type: "layout-shift", buffered: true});"""
    slowly: list[Route] = []

    def prepare(context: BrowserContext) -> None:
        context.add_init_script(watch)
        context.route("**/lab.js*", lambda route: slowly.append(route))

    page = visit(prepare=prepare, wait="commit", viewport={"width": width, "height": 900})
    while not slowly:
        page.wait_for_timeout(20)
    before = block(page).bounding_box()
    slowly[0].continue_()
    expect(block(page).get_by_role("button", name="Run")).to_be_visible()
    assert block(page).bounding_box() == before
    assert page.evaluate("moved") == []


def test_the_reason_stands_in_the_place_of_run(visit: Visit) -> None:
    """Copy and Link remain."""
    mark = 'data-kind="doctest" data-not-here="it needs a process"'

    def marked(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace('data-kind="doctest"', mark, 1)
        route.fulfill(response=answer, body=body)

    page = visit(prepare=lambda context: context.route("**/the-import.html", marked))
    first = block(page)
    expect(first).to_contain_text("Not run in the browser: it needs a process.")
    expect(first.get_by_role("button")).to_have_text(["Copy", "Link", "···"])


# The real Python ------------------------------------------------------------------------------


@pytest.fixture
def real(visit: Visit) -> Locator:
    """The first example of a page, its Python started."""
    first = block(visit(ONE_GROUP, fake=False))
    run(first, "As documented", START)
    return first


def note_of(block: Locator) -> str:
    """Return what is told below the transcript."""
    return " ".join(block.locator(".lab-notes").all_text_contents())


STOPPED = {
    "while True: pass": "line 1",
    "sys = __import__('sys'); sys.exit()": "",
    "input()": "",
    "for n in range(1_000_000): print(n)": "",
}


@pytest.mark.parametrize("code", STOPPED)
def test_runaway_code_is_stopped_and_explained(real: Locator, code: str) -> None:
    """A loop, an exit, a question, an allocation, an endless output: each is told in words."""
    write(real, code)
    run(real, "Stopped", START)
    assert STOPPED[code].lower() in note_of(real).lower()
    assert len(note_of(real)) > 20


def test_what_python_refuses_is_an_error_as_at_the_prompt(
    real: Locator,
) -> None:
    """Two gigabytes, a recursion without end, a line that is no Python."""
    write(real, "x = bytearray(2_000_000_000); x += x")
    run(real, "Differs, as edited", START)
    assert "MemoryError" in transcript(real)
    write(real, "def f(): return f()\nf()")
    run(real, "Differs, as edited", START)
    assert "RecursionError" in transcript(real)
    write(real, "print(")
    run(real, "Differs, as edited", START)
    assert "SyntaxError: '(' was never closed" in transcript(real)


def test_a_sleep_is_stopped_and_the_page_answers_meanwhile(real: Locator) -> None:
    """Nothing in the worker yields, and no frame of the page is late."""
    write(real, "import time\ntime.sleep(1e9)")
    press(real, "Run")
    expect(real.locator(".lab-status")).to_have_text(re.compile("^Running, [1-9]"), timeout=START)
    late = real.page.evaluate(
        "new Promise((done) => { let worst = 0, last = performance.now(), n = 0;"
        "const frame = (now) => { worst = Math.max(worst, now - last); last = now;"
        "++n < 60 ? requestAnimationFrame(frame) : done(worst) }; requestAnimationFrame(frame) })"
    )
    assert late < 500
    press(real, "Stop")
    expect(real.locator(VERDICT)).to_have_text("Stopped by you")
    press(real, "Reset")
    run(real, "As documented", START)


def test_python_knows_that_it_is_in_a_browser(visit: Visit) -> None:
    """The page about the lab names the platform; the example, edited, prints it."""
    third = block(visit(ONE_GROUP, fake=False), 3)
    write(third, "import sys\nprint(sys.platform)")
    run(third, "Differs, as edited", START)
    assert transcript(third).endswith("emscripten\n")
