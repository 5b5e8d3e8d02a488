"""Guards the ``quiz`` directive: what it accepts, what it writes, and how its key is decided."""

import re
from collections.abc import Callable
from pathlib import Path
from textwrap import indent

import pytest
from bs4 import BeautifulSoup, Tag
from sphinx.testing.util import SphinxTestApp

RUN = """
Runs
----

>>> 1 + 1
2
>>> print("a")
a

.. doctest:: broken

   >>> print("a")
   a
   >>> nowhere
   Traceback (most recent call last):
     ...
   NameError: name 'nowhere' is not defined...
   >>> object()
   <object object at 0x...>
"""
SINGLE = "Two\n   It is one.\nThree : right\n   It is ``2``.\n"
PREDICTED = "``2``\n   Added.\n``3``\n   Miscounted.\n"


class Site:
    """A folder with a page that asks, and one that it may name."""

    def __init__(self, folder: Path, make_app: Callable[..., SphinxTestApp]) -> None:
        self.folder, self.make_app = folder, make_app
        own = '["sphinx.ext.doctest", "sphinx_ext.quiz", "sphinx_ext.progress"]'
        (folder / "conf.py").write_text(f"extensions = {own}\n")
        (folder / "other.rst").write_text(":orphan:\n\nOther\n=====\n\n>>> 2 + 2\n4\n")

    def asks(self, content: str = SINGLE, options: str = ":shows: 1 + 1\n", times: int = 1) -> None:
        """Write the page: its runs, and the question below them."""
        asked = (
            f".. quiz:: How *many* are there?\n{indent(options, '   ')}\n{indent(content, '   ')}\n"
        )
        (self.folder / "index.rst").write_text(f"Title\n=====\n{RUN}\n{asked * times}\nMore.\n")

    def build(self, builder: str = "html") -> SphinxTestApp:
        """Build the pages."""
        app = self.make_app(builder, srcdir=self.folder)
        app.build()
        app.cleanup()
        return app

    def soup(self, builder: str = "html", name: str = "index.html") -> BeautifulSoup:
        """Return the page, built without a complaint."""
        app = self.build(builder)
        assert app.warning.getvalue() == ""
        return BeautifulSoup((app.outdir / name).read_text(), "html.parser")

    def complaint(self) -> str:
        """Return what the build says, free of colour."""
        return re.sub(r"\x1b\[[\d;]*m", "", self.build().warning.getvalue())


@pytest.fixture
def site(tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> Site:
    """A site that asks a question with one right choice."""
    made = Site(tmp_path, make_app)
    made.asks()
    return made


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    """Return the one element that ``selector`` names."""
    found = soup.select(selector)
    assert len(found) == 1, f"{selector}: {len(found)}"
    return found[0]


def words(tag: Tag) -> str:
    """Return what a reader sees."""
    return " ".join(tag.get_text().split())


def right(soup: BeautifulSoup) -> list[str]:
    """Return the choices that the answer calls right."""
    return [words(item.p) for item in soup.select("li[data-right]") if item.p]


# What the page holds ------------------------------------------------------------------------


def test_a_question_holds_its_choices_and_below_them_the_answer(site: Site) -> None:
    """Each explanation stands in a disclosure, which needs no script."""
    soup = site.soup()
    assert [words(label) for label in soup.select("label.quiz-choice")] == ["Three", "Two"]
    assert words(one(soup, ".quiz-kind + p")) == "How many are there?"
    items = [words(item) for item in one(soup, "details").select("li")]
    assert items == ["Right: Three It is 2.", "Wrong: Two It is one."]


def test_where_a_choice_stands_says_nothing(site: Site) -> None:
    """Readers see the choices in one order, in whichever they were written."""
    shown = []
    for names in ("abc", "cba", "bca"):
        marks = {name: " : right" if name == names[0] else "" for name in names}
        site.asks("".join(f"{name}{mark}\n   It is {name}.\n" for name, mark in marks.items()))
        soup = site.soup()
        shown.append([words(label) for label in soup.select("label.quiz-choice")])
        assert right(soup) == [f"Right: {names[0]}"]
    assert shown[0] == shown[1] == shown[2]


def test_the_answer_leads_to_the_run_that_decides(site: Site) -> None:
    """It is the section of the first block that shows the text."""
    run = one(site.soup(), ".quiz-run")
    assert words(run) == "The run that decides it: Runs, which shows 1 + 1."
    assert one(run, "a")["href"] == "#runs"


def test_another_page_may_decide(site: Site) -> None:
    """The link leads there."""
    site.asks(options=":on: other\n:shows: 2 + 2\n")
    assert one(site.soup(), ".quiz-run a")["href"] == "other.html#other"


def test_several_choices_may_be_right(site: Site) -> None:
    """They are ticked, not picked."""
    site.asks(f"{SINGLE}Four : right\n   It is.\n", ":multiple:\n:shows: 1 + 1\n")
    soup = site.soup()
    assert sorted(right(soup)) == ["Right: Four", "Right: Three"]
    assert {tag["type"] for tag in soup.select(".quiz input")} == {"checkbox"}


def test_an_order_is_shown_in_another(site: Site) -> None:
    """The answer has the right one, each item with why it stands there."""
    names = "abcdefgh"
    content = "".join(f"Item {name}\n   Because {name}.\n" for name in names)
    site.asks(content, ":ordering:\n:shows: 1 + 1\n")
    soup = site.soup()
    shown = [int(str(item["data-choice"])) for item in soup.select("ol.quiz-choices > li")]
    assert sorted(shown) == [*range(1, 9)] != shown
    assert [words(item) for item in soup.select("details ol > li")] == [
        f"Item {name} Because {name}." for name in names
    ]


def test_a_prediction_takes_its_key_from_what_the_example_prints(site: Site) -> None:
    """The code is shown up to the example, without what it prints."""
    site.asks("``b``\n   No.\n``a``\n   Yes.\n", ':predicts: print("a")\n:group: default\n')
    soup = site.soup()
    assert right(soup) == ["Right: a"]
    assert one(soup, ".quiz pre").get_text().strip() == '>>> 1 + 1\n>>> print("a")'
    assert words(one(soup, ".quiz-run")) == "The run that decides it: Runs."


def test_a_prediction_of_an_error_is_its_last_line(site: Site) -> None:
    """Three dots stand for what differs from Python to Python."""
    content = "``NameError: name 'nowhere' is not defined``\n   Yes.\n``None``\n   No.\n"
    site.asks(content, ":predicts: nowhere\n")
    assert right(site.soup()) == ["Right: NameError: name 'nowhere' is not defined"]


def test_two_questions_have_ids_of_their_own(site: Site) -> None:
    """A link leads to one of them; what is asked names what is kept."""
    site.asks(times=2)
    ids = [str(tag["id"]) for tag in site.soup().select(".quiz")]
    assert ids == ["quiz-how-many-are-there", "quiz-how-many-are-there-2"]


def test_other_words_have_another_fingerprint(site: Site) -> None:
    """An explanation may be mended; an answer to other choices is forgotten."""
    before = one(site.soup(), ".quiz")["data-base"]
    site.asks(SINGLE.replace("It is one", "It is not enough"))
    assert one(site.soup(), ".quiz")["data-base"] == before
    site.asks(SINGLE.replace("Two", "Twelve"))
    assert one(site.soup(), ".quiz")["data-base"] != before


def test_a_page_without_a_question_loads_nothing(site: Site) -> None:
    """Style and script come with the question."""
    loaded = [str(tag) for tag in site.soup().select("script, link")]
    assert any("quiz.js" in tag for tag in loaded)
    assert any("quiz.css" in tag for tag in loaded)
    assert "quiz" not in (site.folder / "_build/html/other.html").read_text()


def test_no_attribute_styles_or_runs(site: Site) -> None:
    """The policy of the site would forbid it."""
    html = str(one(site.soup(), ".quiz"))
    assert not re.search(r"\s(style|on\w+)=", html)


def test_a_book_holds_the_answer_and_nothing_to_tick(site: Site) -> None:
    """Its reader has no script."""
    conf = site.folder / "conf.py"
    conf.write_text(f'{conf.read_text()}copyright, version = "nobody", "1"\n')
    soup = site.soup("epub", "index.xhtml")
    assert not soup.select(".quiz :is(input, button, form)")
    assert right(soup) == ["Right: Three"]


@pytest.mark.parametrize("builder", ["text", "latex", "pseudoxml"])
def test_other_formats_get_it_in_plain(site: Site, builder: str) -> None:
    """The question, the choices and the explanations are there."""
    app = site.build(builder)
    assert app.warning.getvalue() == ""
    written = "".join(file.read_text() for file in app.outdir.glob("*.*") if file.suffix in FORMATS)
    assert all(text in written for text in ("are there?", "Three", "Wrong: Two", "It is one."))


FORMATS = {".txt", ".tex", ".pseudoxml"}


# What it refuses ------------------------------------------------------------------------------


JUNK = [
    ("", ":shows: 1 + 1\n", "the content is one definition list and nothing else"),
    ("Two\n\nThree\n", ":shows: 1 + 1\n", "the content is one definition list"),
    (SINGLE, "", "no run decides it. Say :shows:"),
    (SINGLE, ":shows: 9 + 9\n", "no block of index holds “9 + 9”"),
    (SINGLE, ":on: gone\n:shows: 1\n", ":on: names gone, which is no page"),
    (SINGLE, ":on: other\n:shows: 1 + 1\n", "no block of other holds"),
    (SINGLE.replace(" : right", ""), ":shows: 1 + 1\n", "0 of its choices are right"),
    (SINGLE.replace("Two", "Two : right"), ":shows: 1 + 1\n", "2 of its choices are right"),
    (SINGLE.replace("right", "true"), ":shows: 1 + 1\n", "“Three” is marked “true”"),
    (SINGLE.replace("Two", "Three"), ":shows: 1 + 1\n", "the choice “Three” stands there twice"),
    (SINGLE.replace("is one", "is ``2``"), ":shows: 1 + 1\n", "the explanation “It is 2.” stands"),
    (SINGLE.replace("Two", ":doc:`other`"), ":shows: 1 + 1\n", "holds a link"),
    ("Two : right\n   It is.\n", ":shows: 1 + 1\n", "it has 1 choices. Write at least 2"),
    (SINGLE, ":multiple:\n:shows: 1 + 1\n", "it has 2 choices. Write at least 3"),
    (SINGLE, ":ordering:\n:multiple:\n", "it cannot be multiple and ordering at once"),
    (SINGLE + "Four\n   No.\n", ":ordering:\n:shows: 1 + 1\n", "the order is the answer"),
    (SINGLE, ":predicts: 1 + 1\n", "the run decides which choice is right"),
    (PREDICTED, ":predicts: 1 + 1\n:shows: 1\n", "the example it predicts decides it"),
    (PREDICTED, ":shows: 1 + 1\n:group: broken\n", ":group: belongs to :predicts:"),
    (PREDICTED, ":predicts: gone\n", "0 examples begin with “gone”"),
    (PREDICTED, ":predicts: print\n", "2 examples begin with “print”"),
    (PREDICTED, ":predicts: print\n:group: broken\n", "the example prints “a”. Have one choice"),
]


@pytest.mark.parametrize(("content", "options", "message"), JUNK)
def test_junk_is_refused_with_what_to_do(
    site: Site, content: str, options: str, message: str
) -> None:
    """The message names the question, what is wrong and what to do; the page is named, too."""
    site.asks(content, options)
    said = site.complaint()
    assert message in said
    assert "index.rst:" in said


def test_a_key_that_its_run_refutes_is_found(site: Site) -> None:
    """What the example prints has changed, and the choices have not."""
    site.asks(PREDICTED, ":predicts: 1 + 1\n")
    assert right(site.soup()) == ["Right: 2"]
    page = site.folder / "index.rst"
    page.write_text(page.read_text().replace(">>> 1 + 1\n2", ">>> 1 + 1\n7"))
    assert "the example prints “7”. Have one choice, and no other, say so" in site.complaint()


def test_a_run_on_another_page_that_has_changed_is_found(site: Site) -> None:
    """The page that asks is read again together with it."""
    site.asks(options=":on: other\n:shows: 2 + 2\n")
    site.soup()
    (site.folder / "other.rst").write_text(":orphan:\n\nOther\n=====\n\n>>> 3 + 3\n6\n")
    assert "no block of other holds “2 + 2”" in site.complaint()


def test_the_whole_text_of_an_example_names_it(site: Site) -> None:
    """Though a longer one begins with it."""
    site.asks(PREDICTED, ":predicts: 1 + 1\n")
    page = site.folder / "index.rst"
    page.write_text(page.read_text().replace(">>> 1 + 1\n2", ">>> 1 + 1 + 0\n2\n>>> 1 + 1\n2"))
    assert right(site.soup()) == ["Right: 2"]
