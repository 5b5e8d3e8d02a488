"""What each Django answers: the file, the installed Django asked again, and the page compared."""

import re
import sys
from importlib.metadata import version
from typing import Any

import pytest

from bench.changes import __main__ as program
from bench.changes.__main__ import SERIES, answered
from bench.changes.results import changed, ranges, read
from tests.conftest import ROOT, SmallSite

PAGE = (ROOT / "docs/changes/index.rst").read_text(encoding="utf-8")
ANSWERS = (ROOT / "docs/changes/answers.rst").read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """Return what the page says about each Django."""
    parts = re.split(r"^(?:Django ([\d.]+)|Next)\n-+$", text, flags=re.MULTILINE)
    return {series: body for series, body in zip(parts[1::2], parts[2::2], strict=True) if series}


def unlike(text: str, differs: dict[str, set[str]]) -> list[str]:
    """Return each version whose links are not the questions that it answers anew."""
    said = {
        series: set(re.findall(r"<answer-([\w-]+)>", body))
        for series, body in sections(text).items()
    }
    return [
        f"{series}: only on the page {said.get(series, set()) - differs[series]}, "
        f"only in the results {differs[series] - said.get(series, set())}"
        for series in differs
        if said.get(series, set()) != differs[series]
    ]


# An answer that changes again because the first was an error of 3.0: 3.1 has one line for both.
REPEATED = {"3.1": {"async-method", "client-leaves", "decorated-async-view"}}
# What was mended in releases of two series, and broken in none: the page says it once, in 5.2.
ELSEWHERE = {
    "4.2": {"underscore-header"},
    "5.0": {"underscore-header"},
    "5.2": {"remote-user-header"},
}


def expected() -> dict[str, set[str]]:
    """Return what each version has to speak of."""
    return {
        series: questions - REPEATED.get(series, set()) - ELSEWHERE.get(series, set())
        for series, questions in changed(read()).items()
    }


def test_the_page_tells_each_change_and_no_other() -> None:
    """A line stands below the version whose answer differs from the one before."""
    assert list(sections(PAGE)) == list(reversed(SERIES))
    assert not unlike(PAGE, expected())


def test_a_change_below_the_wrong_version_is_found() -> None:
    """A link that stands one version too late is told, on both sides."""
    moved = PAGE.replace("<answer-cache>", "<answer-sessions>")
    assert unlike(moved, expected()) == [
        "4.0: only on the page {'sessions'}, only in the results {'cache'}"
    ]


def test_every_question_is_shown_once() -> None:
    """The runs leave no question out."""
    shown = ", ".join(re.findall(r"^\.\. django-answers:: (.+)$", ANSWERS, flags=re.MULTILINE))
    assert sorted(shown.split(", ")) == sorted(read()["questions"])


@pytest.mark.parametrize("question", ["asgi-py", "asgi-setting", "websocket", "lifespan", "atomic"])
def test_what_has_stayed_has_one_answer(question: str) -> None:
    """Every Django says the same."""
    assert [(first, last) for first, last, _answer in ranges(read(), question)] == [("3.0", "6.1")]


def test_every_django_was_asked() -> None:
    """The file holds each series, with an answer to each question."""
    results = read()
    assert list(results["djangos"]) == list(SERIES)
    for series, django in results["djangos"].items():
        assert django["django"].startswith(f"{series}.")
        assert list(django["answers"]) == list(results["questions"])


def test_the_django_that_is_installed_answers_as_the_file_says() -> None:
    """Asked again, it gives the answers that are written down for its series."""
    series = ".".join(version("django").split(".")[:2])
    assert answered(sys.executable)["answers"] == read()["djangos"][series]["answers"]


def test_a_django_that_no_python_here_takes_keeps_its_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was written down before stays, where it cannot be asked again."""
    before = read()
    written: list[dict[str, Any]] = []
    monkeypatch.setattr(program, "SERIES", {"6.0": (99, 99), "6.1": (99, 99)})
    monkeypatch.setattr(program, "write", written.append)
    program.main()
    kept = {series: before["djangos"][series] for series in ("6.0", "6.1")}
    assert written[0]["djangos"] == kept
    assert written[0]["questions"] == before["questions"]


def test_a_question_that_nobody_asked_fails_the_build(small_site: SmallSite) -> None:
    """The message names what there is."""
    small_site.page("index", ".. django-answers:: asgi-py, weather")
    code, printed = small_site.build()
    assert code
    assert "there is no question 'weather'; there are: asgi-py, " in printed
