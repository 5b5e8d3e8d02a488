"""Guards the map of what the reader has done: its pages, what is kept, forgotten, taken along."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Locator, Page, expect

from sphinx_ext.progress import Task, in_words
from tests.conftest import SmallSite
from tests.test_quiz_page import (
    MAP,
    SMALL,
    TREE,
    Visit,
    check,
    places,
    quiz,
    quizzes,  # noqa: F401 - a fixture
    violations,
    visit,  # noqa: F401 - a fixture
    without,
)

ASK = """
.. quiz:: How much?
   :shows: 1 + 1

   One
      No.
   Two : right
      Yes.

>>> 1 + 1
2
"""


# The map as it is built -----------------------------------------------------------------------


def test_how_much_there_is_to_do_is_said_in_words() -> None:
    """Questions and exercises are counted each for itself."""
    question, exercise = Task("question", "a", "b"), Task("exercise", "c", "d")
    assert in_words([]) == ""
    assert in_words([question]) == "1 question"
    assert in_words([question, exercise, question]) == "2 questions, 1 exercise"


def page_of_map(site: SmallSite) -> BeautifulSoup:
    """Return the page with the map, as it was last built."""
    html = site.root / "build" / "html" / "practice.html"
    return BeautifulSoup(html.read_text(encoding="utf-8"), "html.parser")


def test_the_map_follows_the_pages(small_site: SmallSite) -> None:
    """It lists each page of a chapter with its questions, and is written again as they change."""
    small_site.page("index", ".. toctree::\n\n   practice\n   chapter/index\n")
    small_site.page("practice", MAP.replace("   /last/index\n", ""))
    small_site.page("chapter/index", TREE)
    small_site.page("chapter/asks", "Nothing yet.")
    code, output = small_site.build()
    assert code == 0, output
    items = page_of_map(small_site).select("li[data-page]")
    assert [item["data-page"] for item in items] == ["chapter/index", "chapter/asks"]
    assert [" ".join(item.get_text().split()) for item in items] == ["Title", "Asked"]
    small_site.page("chapter/asks", ASK)
    code, output = small_site.build()
    assert code == 0, output
    asks = page_of_map(small_site).select("li[data-page]")[1]
    assert " ".join(asks.get_text().split()) == "Asked 1 question"
    html = (small_site.root / "build/html/chapter/asks.html").read_text(encoding="utf-8")
    quiz = BeautifulSoup(html, "html.parser").select(".quiz")[0]
    assert asks["data-tasks"] == f"question:{quiz['id']}:{quiz['data-base']}"


def test_pages_of_the_map_alone_note_that_they_were_read(small_site: SmallSite) -> None:
    """A page that leaves the map leaves the script behind."""
    small_site.page("index", ".. toctree::\n\n   practice\n   chapter/index\n   other\n")
    small_site.page("practice", MAP.replace("   /last/index\n", ""))
    small_site.page("chapter/index", "A.")
    small_site.page("other", "B.")
    code, output = small_site.build()
    assert code == 0, output
    html = small_site.root / "build" / "html"
    assert 'data-page="chapter/index"' in (html / "chapter/index.html").read_text()
    assert "reading.js" not in (html / "other.html").read_text()
    small_site.page("practice", ".. progress::\n\n   /other\n")
    code, output = small_site.build()
    assert code == 0, output
    assert "reading.js" not in (html / "chapter/index.html").read_text()
    assert 'data-page="other"' in (html / "other.html").read_text()


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "name the first page of each chapter"), ("/gone/index", "gone/index: no such page")],
)
def test_junk_is_refused_with_what_to_do(small_site: SmallSite, content: str, message: str) -> None:
    """The message says what is missing."""
    small_site.page("index", f".. progress::\n\n   {content}")
    code, output = small_site.build()
    assert code != 0
    assert message in output


@pytest.mark.parametrize(("builder", "suffix"), [("epub", "xhtml"), ("text", "txt")])
def test_a_book_lists_the_chapters(small_site: SmallSite, builder: str, suffix: str) -> None:
    """It keeps nothing, so it has nothing to save or reset."""
    small_site.page("index", ".. toctree::\n\n   practice\n   The chapter <chapter/index>\n")
    small_site.page("practice", MAP.replace("   /last/index\n", ""))
    small_site.page("chapter/index", TREE)
    small_site.page("chapter/asks", ASK)
    code, output = small_site.build(builder)
    assert code == 0, output
    written = (small_site.root / "build" / builder / f"practice.{suffix}").read_text(
        encoding="utf-8"
    )
    assert "The chapter" in written
    assert "Reset" not in written


# The map as it is used ------------------------------------------------------------------------


def chapter(page: Page) -> Locator:
    """Return the first chapter of the map."""
    return page.locator(".progress-chapter").first


def answered(visit: Visit, page: str = "chapter/asks.html") -> Page:  # noqa: F811
    """Return a page after its first question was answered right."""
    tab: Page = visit(page)
    quiz(tab, "single").get_by_label("Two").check()
    expect(check(quiz(tab, "single"))).to_contain_text("Right.")
    return tab


# The policy of the pages forbids Playwright's own way to wait, which evaluates a text in the page.
KEPT = """() => new Promise((done) => {
  const look = () => (localStorage.length > before ? done() : setTimeout(look, 50));
  const before = localStorage.length;
  look();
})"""


def read(page: Page) -> None:
    """Read the page to its end, and stay there for a moment."""
    page.evaluate("scrollTo({ top: 1e6, behavior: 'instant' })")
    page.evaluate(KEPT)


def test_the_map_begins_with_where_to_begin(visit: Visit) -> None:  # noqa: F811
    """Nothing is read and nothing answered."""
    page = visit("practice.html")
    expect(page.locator(".progress-next")).to_have_text("Begin here: read Title.")
    expect(chapter(page).locator(".progress-sum")).to_have_text("0 of 2 read, 0 of 4 questions")
    expect(page.locator("li[data-state=begun]")).to_have_count(0)


def test_what_was_answered_stands_on_the_map(visit: Visit) -> None:  # noqa: F811
    """The link beside a question leads there."""
    page = answered(visit)
    quiz(page, "single").get_by_role("link", name="Your progress").click()
    expect(chapter(page).locator(".progress-sum")).to_have_text("0 of 2 read, 1 of 4 questions")
    expect(page.locator("li[data-state=begun]")).to_have_text("Asked 1 of 4 questions")


def test_a_page_whose_end_was_in_view_is_read(visit: Visit) -> None:  # noqa: F811
    """The next step is the first page that is not."""
    page = visit("chapter/index.html")
    read(page)
    page.goto(page.url.replace("chapter/index", "practice"))
    expect(page.locator("li[data-state=finished]")).to_have_text("Title read")
    expect(page.locator(".progress-next")).to_have_text("Your next step: read Asked.")
    page.locator(".progress-next a").click()
    page.wait_for_url("**/chapter/asks.html")


def test_a_page_that_was_opened_alone_is_not_read(visit: Visit) -> None:  # noqa: F811
    """Its end has not been in view."""
    page = visit(viewport={"width": 1280, "height": 400}, prepare=lambda c: c.clock.install())
    page.clock.fast_forward(60_000)
    assert page.evaluate("localStorage.length") == 0


SEEN = """() => new Promise((done) => {
  const end = [...document.querySelectorAll("article section > :last-child")].at(-1);
  new IntersectionObserver(([entry]) => entry.isIntersecting && done()).observe(end);
})"""


def test_whoever_passes_the_end_has_not_read_it(visit: Visit) -> None:  # noqa: F811
    """Two seconds are a moment."""
    page = visit(viewport={"width": 1280, "height": 400}, prepare=lambda c: c.clock.install())
    page.evaluate("scrollTo({ top: 1e6, behavior: 'instant' })")
    page.evaluate(SEEN)
    page.clock.run_for(1000)
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    page.evaluate(SEEN.replace("entry.isIntersecting", "!entry.isIntersecting"))
    page.clock.run_for(100)
    page.clock.fast_forward(60_000)
    assert page.evaluate("localStorage.length") == 0


def test_a_chapter_is_reset_and_brought_back(visit: Visit) -> None:  # noqa: F811
    """The other chapter keeps what it has."""
    page = answered(visit)
    page.goto(page.url.replace("chapter/asks", "last/index"))
    read(page)
    page.goto(page.url.replace("last/index", "practice"))
    sums = page.locator(".progress-sum")
    expect(sums).to_have_text(["0 of 2 read, 1 of 4 questions", "1 of 1 read"])
    page.get_by_role("button", name="Reset Title").first.click()
    expect(sums).to_have_text(["0 of 2 read, 0 of 4 questions", "1 of 1 read"])
    page.get_by_role("button", name="Undo").click()
    expect(sums).to_have_text(["0 of 2 read, 1 of 4 questions", "1 of 1 read"])
    page.get_by_role("button", name="Reset everything").click()
    expect(sums).to_have_text(["0 of 2 read, 0 of 4 questions", "0 of 1 read"])
    assert page.evaluate("localStorage.length") == 0


def test_what_is_saved_is_brought_into_another_browser(
    visit: Visit,  # noqa: F811
    tmp_path: Path,
) -> None:
    """The file holds the answers and nothing else."""
    page = answered(visit)
    page.goto(page.url.replace("chapter/asks", "practice"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert json.loads(file.read_text())["pages"].keys() == {"chapter/asks"}
    other = visit("practice.html")
    other.get_by_label("Bring in a file").set_input_files(file)
    expect(other.locator(".progress-said")).to_have_text("Brought in 1 page.")
    expect(chapter(other).locator(".progress-sum")).to_have_text("0 of 2 read, 1 of 4 questions")


def test_a_file_that_was_not_saved_here_is_refused(visit: Visit, tmp_path: Path) -> None:  # noqa: F811
    """It says so, and nothing is lost."""
    page = answered(visit)
    page.goto(page.url.replace("chapter/asks", "practice"))
    (tmp_path / "other.json").write_text('{"pages": {}}')
    page.get_by_label("Bring in a file").set_input_files(tmp_path / "other.json")
    expect(page.locator(".progress-said")).to_contain_text("was not saved here")
    expect(chapter(page).locator(".progress-sum")).to_have_text("0 of 2 read, 1 of 4 questions")


def test_without_a_script_the_map_is_a_list_of_pages(visit: Visit) -> None:  # noqa: F811
    """Nothing is there that does nothing."""
    page = visit("practice.html", java_script_enabled=False)
    expect(chapter(page).get_by_role("link", name="Asked")).to_be_visible()
    expect(page.get_by_text("4 questions")).to_be_visible()
    assert page.locator(".progress :is(button, input):visible").count() == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_the_map_comes_alive(visit: Visit, width: int) -> None:  # noqa: F811
    """The place of what is said and counted is kept."""
    size = {"width": width, "height": 900}
    before = visit("practice.html", viewport=size, prepare=without("practice.js"))
    page = visit("practice.html", viewport=size)
    expect(page.locator(".progress-next")).not_to_be_empty()
    parts = ".progress-chapter, .progress-head, li[data-page], .progress-tools, .related-pages"
    assert places(page, parts) == places(before, parts)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_map(visit: Visit, scheme: str, width: int) -> None:  # noqa: F811
    """With a page read, a page begun, and an offer to undo."""
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 900})
    quiz(page, "single").get_by_label("One").check()
    check(quiz(page, "single"))
    page.goto(page.url.replace("chapter/asks", "practice"))
    page.get_by_role("button", name="Reset Title").first.click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert violations(page) == []
    targets = page.locator(".progress :is(button, input, li > a):visible")
    assert targets.evaluate_all(SMALL) == []
