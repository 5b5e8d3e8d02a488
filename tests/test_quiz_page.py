"""Questions in a real Chromium: what a reader does, hears and sees, with a script and without."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.conftest import ROOT, small_site_in

AXE = ROOT / "lab" / "node_modules" / "axe-core" / "axe.min.js"
QUESTIONS = """
Runs
----

>>> 1 + 1
2

.. quiz:: How much is it?
   :shows: 1 + 1

   One
      Nothing was added.
   Two : right
      One was added.

.. quiz:: Which are numbers?
   :multiple:
   :shows: 1 + 1

   ``1`` : right
      It stands left.
   ``+``
      It adds them.
   ``2`` : right
      It is the sum.

.. quiz:: What comes first?
   :ordering:
   :shows: 1 + 1

   The left
      It is read first.
   The plus
      It joins the two.
   The right
      It is read last.

.. quiz:: What does it print?
   :predicts: 1 + 1

   ``11``
      That would be text.
   ``2``
      The sum.

Next
----

The end, after :doc:`the map </practice>`.
"""
MAP = "Map\n---\n\n.. progress::\n\n   /chapter/index\n   /last/index\n"
TREE = "Words.\n\n.. toctree::\n   :hidden:\n\n   Asked <asks>\n"

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def quizzes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a site of two chapters, with a page of questions and a map."""
    site = small_site_in(tmp_path_factory.mktemp("quizzes"))
    site.page("index", ".. toctree::\n\n   practice\n   chapter/index\n   last/index\n")
    site.page("practice", MAP)
    site.page("chapter/index", TREE)
    site.page("chapter/asks", QUESTIONS)
    site.page("last/index", "The end.")
    code, output = site.build()
    assert code == 0, output

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing; a failing test says enough."""

    handler = partial(Quiet, directory=site.root / "build" / "html")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def visit(chromium: Browser, quizzes: str) -> Iterator[Visit]:
    """Return a function that opens a page; at the end nothing may have gone wrong unseen."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def note(what: str, *, wrong: bool) -> None:
        problems.extend([what] if wrong else [])

    def visit(page: str = "chapter/asks.html", **settings: Any) -> Page:
        settings.setdefault("viewport", {"width": 1280, "height": 900})
        prepare = settings.pop("prepare", lambda _context: None)
        context = settings.pop("again", None) or chromium.new_context(**settings)
        contexts.append(context)
        prepare(context)
        tab: Page = context.new_page()
        tab.on("pageerror", lambda error: note(f"raised {error}", wrong=True))
        tab.on("console", lambda m: note(m.text, wrong=m.type == "error"))
        tab.on("request", lambda r: note(r.url, wrong=not r.url.startswith((quizzes, "blob:"))))
        tab.goto(quizzes + page)
        return tab

    yield visit
    for context in contexts:
        context.close()
    assert not problems


def quiz(page: Page, kind: str) -> Locator:
    """Return the question of this kind."""
    return page.locator(f'.quiz[data-kind="{kind}"]')


def check(asked: Locator) -> Locator:
    """Press the button, and return what is said then."""
    asked.get_by_role("button", name="Check").click()
    return asked.get_by_role("status")


def test_a_wrong_choice_is_explained_and_no_other(visit: Visit) -> None:
    """The reader may choose again, and hears why that one is right."""
    asked = quiz(visit(), "single")
    choices = asked.get_by_role("radiogroup", name="How much is it?")
    choices.get_by_role("radio", name="One").check()
    said = check(asked)
    expect(said).to_contain_text("Not this one.")
    expect(said).to_contain_text("Nothing was added.")
    expect(said).not_to_contain_text("One was added.")
    asked.get_by_label("Two").check()
    expect(said).to_be_empty()
    expect(check(asked)).to_contain_text("One was added.")
    expect(asked).to_have_attribute("data-state", "right")


def test_nothing_chosen_is_said(visit: Visit) -> None:
    """It counts as no answer."""
    asked = quiz(visit(), "single")
    expect(check(asked)).to_have_text("Choose an answer first.")
    assert asked.get_attribute("data-state") is None


def test_what_is_left_out_of_several_is_not_given_away(visit: Visit) -> None:
    """Once all are found, every choice is explained."""
    asked = quiz(visit(), "multiple")
    asked.get_by_label("1", exact=True).check()
    said = check(asked)
    expect(said).to_contain_text("So far right, and 1 more is.")
    expect(said).not_to_contain_text("It is the sum.")
    asked.get_by_label("2", exact=True).check()
    for text in ("Right.", "It stands left.", "It adds them.", "It is the sum."):
        expect(check(asked)).to_contain_text(text)


def order(asked: Locator) -> list[str]:
    """Return the items as they stand."""
    return asked.locator(".quiz-choice > span:first-of-type").all_text_contents()


def test_the_keyboard_puts_things_in_order(visit: Visit) -> None:
    """The button keeps the focus while its item moves, and where it is now is said."""
    asked = quiz(visit(), "ordering")
    wanted = ["The left", "The plus", "The right"]
    assert sorted(order(asked)) == wanted != order(asked)
    expect(check(asked)).to_contain_text("Not yet")
    for at, item in enumerate(wanted):
        for _ in range(order(asked).index(item) - at):
            up = asked.get_by_role("button", name=f"Move up: {item}")
            up.focus()
            up.press("Enter")
            expect(up).to_be_focused()
        if order(asked).index(item) != at:
            pytest.fail(f"{item} is at {order(asked)}")
    top = asked.get_by_role("button", name="Move up: The left")
    top.press(" ")
    expect(asked.get_by_role("status")).to_have_text("The left: still 1 of 3.")
    expect(check(asked)).to_contain_text("It joins the two.")
    expect(asked).to_have_attribute("data-state", "right")


def test_enter_checks_and_arrows_choose(visit: Visit) -> None:
    """A question is answered without a pointer."""
    asked = quiz(visit(), "predict")
    asked.get_by_label("11").focus()
    asked.page.keyboard.press("ArrowDown")
    asked.page.keyboard.press("Enter")
    expect(asked.get_by_role("status")).to_contain_text("Right.")


def test_tab_reaches_and_leaves_a_question(visit: Visit) -> None:
    """Choices, button, link and disclosure, in this order; then the next question."""
    page = visit()
    quiz(page, "single").get_by_label("One").focus()
    passed = []
    for _ in range(4):
        page.keyboard.press("Tab")
        passed.append(page.evaluate("document.activeElement.textContent"))
    assert passed[:3] == ["Check", "Your progress", "The answer, and why"]
    expect(quiz(page, "multiple").get_by_label("1", exact=True)).to_be_focused()


def test_an_answer_is_kept_and_shown_again(visit: Visit) -> None:
    """Nothing moves for it: the explanations come when they are asked for."""
    page = visit()
    for kind, label in (("single", "Two"), ("multiple", "+"), ("predict", "2")):
        quiz(page, kind).get_by_label(label, exact=True).check()
        check(quiz(page, kind))
    check(quiz(page, "ordering"))
    before = order(quiz(page, "ordering"))
    page.reload()
    states = [quiz(page, kind).get_attribute("data-state") for kind in KINDS]
    assert states == ["right", "wrong", "wrong", "right"]
    expect(quiz(page, "single").get_by_label("Two")).to_be_checked()
    assert order(quiz(page, "ordering")) == before
    expect(page.locator(".quiz-said >> text=added")).to_have_count(0)


KINDS = ("single", "multiple", "ordering", "predict")


def test_an_answer_to_other_words_is_forgotten(visit: Visit) -> None:
    """The fingerprint of the question has changed."""
    page = visit()
    quiz(page, "single").get_by_label("Two").check()
    check(quiz(page, "single"))
    page.evaluate(
        "() => { const key = Object.keys(localStorage).find((k) => k.endsWith('chapter/asks'));"
        " const kept = JSON.parse(localStorage[key]);"
        " for (const one of Object.values(kept.done)) one.base = 'older';"
        " localStorage[key] = JSON.stringify(kept); }"
    )
    page.reload()
    assert quiz(page, "single").get_attribute("data-state") is None
    expect(quiz(page, "single").get_by_label("Two")).not_to_be_checked()


def test_without_a_storage_a_question_still_answers(visit: Visit) -> None:
    """It says that it cannot keep the answer."""
    denied = "Storage.prototype.setItem = () => { throw new Error('full') }"
    page = visit(prepare=lambda context: context.add_init_script(denied))
    quiz(page, "single").get_by_label("Two").check()
    expect(check(quiz(page, "single"))).to_contain_text("This browser forbids to keep it.")


def test_without_a_script_the_answer_stands_in_a_disclosure(visit: Visit) -> None:
    """The choices can be ticked, and nothing is there that does nothing."""
    page = visit(java_script_enabled=False)
    for kind in KINDS:
        asked = quiz(page, kind)
        expect(asked.get_by_role("button", name="Check")).to_be_hidden()
        asked.locator("summary").click()
        for item in asked.locator("details li").all():
            expect(item).to_be_visible()
        expect(asked.locator(".quiz-run a")).to_be_visible()
    quiz(page, "single").get_by_label("One").check()


BOXES = "(all) => all.map((one) => JSON.stringify(one.getBoundingClientRect()))"


def places(page: Page, selector: str) -> list[str]:
    """Return where the elements are that ``selector`` names."""
    return list(page.locator(selector).evaluate_all(BOXES))


def without(script: str) -> Callable[[BrowserContext], None]:
    """Return what keeps ``script`` from its pages, while scripts are on."""

    def prepare(context: BrowserContext) -> None:
        empty = {"body": "", "content_type": "text/javascript"}
        context.route(f"**/{script}*", lambda route: route.fulfill(**empty))

    return prepare


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_questions_come_alive(visit: Visit, width: int) -> None:
    """Everything stands where it stood before the script, or while it does not come."""
    size = {"width": width, "height": 900}
    before = visit(viewport=size, prepare=without("quiz.js"))
    expect(quiz(before, "single").get_by_role("button", name="Check")).to_be_disabled()
    page = visit(viewport=size)
    expect(quiz(page, "single").get_by_role("button", name="Check")).to_be_enabled()
    parts = ".quiz, .quiz-choice, .quiz-choice > span:first-of-type, .quiz-bar, article section"
    assert places(page, parts) == places(before, parts)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visit, scheme: str, width: int) -> None:
    """With right and wrong answers, and every disclosure open."""
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 900})
    for kind, label in (("single", "One"), ("multiple", "+"), ("predict", "2")):
        quiz(page, kind).get_by_label(label, exact=True).check()
    for kind in KINDS:
        check(quiz(page, kind))
        quiz(page, kind).locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert violations(page) == []


def violations(page: Page) -> list[Any]:
    """Return what axe finds."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then((result) => result.violations)")
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


SMALL = """(all) => all.map((one) => [one.textContent || one.value, one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"""


def test_targets_are_large_enough(visit: Visit) -> None:
    """Every choice, button and disclosure is at least 24 pixels in each direction."""
    page = visit(viewport={"width": 360, "height": 900})
    targets = page.locator(".quiz :is(label, button, summary, .quiz-progress):visible")
    assert targets.count() > 12
    assert targets.evaluate_all(SMALL) == []


def test_on_paper_the_answer_is_open(visit: Visit) -> None:
    """Nothing that wants to be pressed is printed."""
    page = visit()
    page.emulate_media(media="print")
    asked = quiz(page, "single")
    expect(asked.locator("details li").first).to_be_visible()
    expect(asked.get_by_role("button", name="Check")).to_be_hidden()
