"""The questions of the pages: enough of them, fair ones, each with a key that its run decides."""

import pickle
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from sphinx_ext.quiz.markup import Choice, Quiz
from tests.conftest import ROOT
from tests.test_pages import word_problems

DOCS = ROOT / "docs"
# Understand and Compare: a question on every page; Build: on most.
EVERY = ("line-by-line", "async-django", "asgi-and-wsgi", "protocol")
MOST = ("grow", "real-time", "deploy")
FEWEST = 60

pytestmark = pytest.mark.usefixtures("site")


def pages(chapter: str) -> list[str]:
    """Return the names of the pages of a chapter."""
    return sorted(f"{chapter}/{page.stem}" for page in (DOCS / chapter).glob("*.rst"))


def questions(page: str) -> list[Quiz]:
    """Return the questions of a page as it was last built."""
    pickled = (ROOT / "build" / "doctrees" / f"{page}.doctree").read_bytes()
    doctree: nodes.document = pickle.loads(pickled)
    return list(doctree.findall(Quiz))


def all_questions() -> Iterator[Quiz]:
    """Yield every question of the site."""
    for page in DOCS.rglob("*.rst"):
        yield from questions(str(page.relative_to(DOCS).with_suffix("")))


def words(quiz: Quiz) -> str:
    """Return what a question asks, as a message names it."""
    return f"{quiz['page']}: {quiz[0].astext()}"


@pytest.mark.parametrize("chapter", EVERY)
def test_every_page_asks(chapter: str) -> None:
    """Who reads a page finds out there whether it was understood."""
    silent = [page for page in pages(chapter) if not questions(page)]
    assert not silent, f"Write a question for each of {silent}, before its Next."


@pytest.mark.parametrize("chapter", MOST)
def test_most_pages_ask(chapter: str) -> None:
    """A page about one server or one file may have nothing to ask."""
    asking = [page for page in pages(chapter) if questions(page)]
    assert len(asking) > len(pages(chapter)) / 2


def test_there_are_enough_and_of_every_kind() -> None:
    """Each kind is there more than once, and no page asks more than three."""
    found = list(all_questions())
    assert len(found) >= FEWEST
    kinds = Counter(quiz["kind"] for quiz in found)
    assert min(kinds[kind] for kind in ("single", "multiple", "ordering", "predict")) > 1
    assert max(Counter(quiz["page"] for quiz in found).values()) <= 3


def rights(kind: str) -> list[tuple[int, list[Choice]]]:
    """Return for each question of a kind the place of its right choice, and all its choices."""
    every = [list(quiz.findall(Choice)) for quiz in all_questions() if quiz["kind"] == kind]
    return [([bool(c["right"]) for c in choices].index(True), choices) for choices in every]


@pytest.mark.parametrize("kind", ["single", "predict"])
def test_the_right_choice_has_no_place_of_its_own(kind: str) -> None:
    """Whoever always ticks the same place is mostly wrong."""
    places = Counter(place for place, _ in rights(kind))
    assert max(places.values()) <= 0.6 * sum(places.values()), places
    assert len(places) > 1


def test_the_right_choice_is_not_known_by_its_length() -> None:
    """Whoever always ticks the longest is wrong about as often as right."""
    found = rights("single")
    longest = [
        place
        for place, choices in found
        if place == max(range(len(choices)), key=lambda n: len(choices[n][0].astext()))
    ]
    assert len(longest) <= 0.6 * len(found)


def test_choices_keep_the_rules_about_words() -> None:
    """The paragraphs of a question are guarded by tests/test_pages.py, its choices here."""
    texts = [c[0].astext() for quiz in all_questions() for c in quiz.findall(Choice)]
    assert [problem for text in texts for problem in word_problems(text)] == []


def test_a_question_asks_and_an_explanation_ends() -> None:
    """A question ends with its mark; what explains an answer is a sentence."""
    for quiz in all_questions():
        assert quiz[0].astext().endswith("?"), words(quiz)
        for choice in quiz.findall(Choice):
            assert choice[1].astext().endswith("."), f"{words(quiz)}: {choice[1].astext()}"


def test_a_file_of_questions_is_included_by_its_page() -> None:
    """No question is written that nobody meets."""
    for file in DOCS.rglob("questions/*.txt"):
        page = file.parent.parent / f"{file.stem}.rst"
        assert f".. include:: questions/{file.name}\n" in page.read_text(encoding="utf-8"), file


def place_of(site: Path, page: str, link: str) -> str:
    """Return the text of the place that a link on ``page`` leads to."""
    target, _, anchor = link.partition("#")
    file = (site / f"{page}.html").parent / target if target else site / f"{page}.html"
    soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
    place = soup.find(id=anchor)
    assert place, f"{page}: {link} leads nowhere"
    # What the pages show wraps where a browser likes; the questions themselves prove nothing.
    for quiz in place.select(".quiz"):
        quiz.decompose()
    return re.sub(r"\s+", " ", place.get_text())


def test_each_key_leads_to_the_run_that_decides_it(site: Path) -> None:
    """The text is there, where the reader is sent; a prediction is there with what it prints."""
    for page in {quiz["page"] for quiz in all_questions()}:
        soup = BeautifulSoup((site / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
        for html, quiz in zip(soup.select(".quiz"), questions(page), strict=True):
            link = html.select_one(".quiz-run a")
            assert link, f"{words(quiz)} names no run"
            there = place_of(site, page, str(link["href"]))
            key = quiz["shows"] or quiz["predicts"]
            assert re.sub(r"\s+", " ", key) in there, f"{words(quiz)}: {key!r} is not there"
