"""Each question that people ask has a page, and the opening of that page answers it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
from bs4 import BeautifulSoup, Tag
from sphinx.testing.util import SphinxTestApp

from tests.conftest import ROOT

PAGE = "reference/questions"
# How a question begins, the page that answers it, and key words of the answer in its opening.
ANSWERS = [
    ("What is asgi.py for", "asgi-and-wsgi/which-one", "keep both; stays open; WebSocket; stream"),
    ("Is the message that the lifespan", "protocol/lifespan", "ValueError; goes on without"),
    ("Is the message that the lifespan", "errors/lifespan", "a note, not a fault"),
    ("Why does importing models", "line-by-line/imports", "below line 16; AppRegistryNotReady"),
    ("Why does importing models", "errors/importing", "Apps aren't loaded yet; INSTALLED_APPS"),
    ("How do I stop isort", "grow/formatters", "isort; ruff; across a call; test"),
    ("Why do database connections", "async-django/connections", "CONN_MAX_AGE; default of 0; pool"),
    ("Why is the required argument", "errors/requests", "wrong kind of server"),
    ("Why is the required argument", "errors/routes", "a wrong one; 500"),
    ("The module uvicorn.workers", "deploy/uvicorn-workers", "deprecated; uvicorn-worker; neither"),
    ("Why does a WebSocket behind", "deploy/nginx", "WebSocket; header; 404"),
    ("Why does the ORM", "async-django/orm", "SynchronousOnlyOperation; sync_to_async"),
    ("Why does OpenTelemetry", "grow/telemetry", "around everything else; another name"),
    ("Why is the prefix", "protocol/prefix", "root_path; comes twice; FORCE_SCRIPT_NAME"),
    ("Why does sync_to_async", "async-django/deadlocks", "would deadlock; async_to_sync"),
    ("What happens to a view", "async-django/disconnects", "CancelledError; finally; shield"),
    ("Is my middleware async", "async-django/middleware", "async_capable; thread; times"),
    ("Why does StreamingHttpResponse", "async-django/streaming", "async one under ASGI; warns"),
    ("It works with runserver", "line-by-line/run-it", "runserver; wsgi.py; daphne"),
    ("Why are static files", "deploy/static-files", "No ASGI server; runserver; WhiteNoise"),
    ("Why does the WebSocket fail", "grow/websocket-paths", "No route found; last route; 403"),
    ("Why does memory grow", "deploy/memory", "keeps nothing; DEBUG; replace a worker"),
    ("Why is HTTPS seen", "deploy/scheme-and-client", "X-Forwarded-Proto; --forwarded-allow-ips"),
    ("Why does the shutdown hang", "deploy/graceful-shutdown", "stream; timeout-graceful-shutdown"),
    ("Why does uvicorn say", "deploy/uvicorn", "WebSockets need; uvicorn[standard]"),
    ("Why does uvicorn say", "errors/websockets", "ordinary request"),
    ("Where does a large upload", "async-django/uploads", "memory; temporary file; sooner"),
    ("How does auto-reload", "deploy/reload", "--reload; template; --reload-include '*.html'"),
    ("The application instance", "deploy/killed-by-daphne", "application-close-timeout; raise"),
    ("The application instance", "errors/stopping", "limit"),
    ("Is ASGI slower", "asgi-and-wsgi/is-asgi-faster", "slower; short requests; stay open"),
    ("Why is my WebSocket refused", "grow/websocket-403", "logs nothing; Origin; ALLOWED_HOSTS"),
    ("Why is my WebSocket refused", "errors/websockets", "403; somebody said no"),
    (
        "Why does Django handle only",
        "line-by-line/other-protocols",
        "answers HTTP; ValueError; final",
    ),
    ("Why does my stream", "async-django/bursts", "proxy; GZipMiddleware; X-Accel-Buffering"),
    ("Why is a message", "grow/channel-layers", "InMemoryChannelLayer; one process; Redis"),
    ("How do I run FastAPI", "grow/second-app", "paths; mounted last"),
    ("Why is the log empty", "deploy/logs", "DEBUG; LOGGING; traceback; mails"),
    ("How do I run WSGI and ASGI", "deploy/two-servers", "nginx; wsgi.py; asgi.py; 404"),
    ("How do I bring a new version", "deploy/new-version", "502; SIGHUP; restart"),
    ("Does Django REST framework", "asgi-and-wsgi/your-packages", "unchanged; thread; 500"),
    ("How do I test an async view", "async-django/testing", "AsyncClient; Client; either will do"),
    ("How do transactions", "async-django/transactions", "ATOMIC_REQUESTS; sync_to_async"),
]


@pytest.fixture(scope="module")
def asked(site: Path) -> dict[str, list[str]]:
    """The questions of the built page, each with the pages that it leads to."""
    html = BeautifulSoup((site / f"{PAGE}.html").read_text(encoding="utf-8"), "html.parser")
    terms, definitions = html.select("article dt"), html.select("article dd")
    return {
        term.get_text(): [str(link["href"]) for link in definition.select("a[href]")]
        for term, definition in zip(terms, definitions, strict=True)
    }


def opening(site: Path, page: str) -> str:
    """Return what a page answers first."""
    html = BeautifulSoup((site / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
    found = html.select_one("article .admonition")
    assert isinstance(found, Tag), f"{page} opens with no answer"
    return re.sub(r"\s+", " ", found.get_text())


@pytest.mark.parametrize(("begins", "page", "words"), ANSWERS)
def test_the_opening_answers(
    site: Path, asked: dict[str, list[str]], begins: str, page: str, words: str
) -> None:
    """The question leads to the page, and the opening has the words of the answer."""
    (links,) = [links for question, links in asked.items() if question.startswith(begins)]
    assert any(link.startswith(f"../{page}.html") for link in links), (begins, links)
    missing = [word for word in words.split("; ") if word not in opening(site, page)]
    assert not missing, f"{page} opens without {missing}: answer {begins!r} there."


def test_no_question_is_without_an_answer(asked: dict[str, list[str]]) -> None:
    """Every question of the page is held by the list above, and there are thirty-two."""
    held = {begins for begins, *_ in ANSWERS}
    loose = [q for q in asked if not any(q.startswith(begins) for begins in held)]
    assert not loose, f"Say in ANSWERS which page answers {loose}."
    assert len(held) == len(asked) == 37


class Build(Protocol):
    """Builds a site with these questions, and returns its search index."""

    def __call__(self, questions: str, home: str = "Home") -> str: ...


@pytest.fixture
def build(tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> Build:
    """Return a function that builds a site with these questions, and returns its search index."""

    def build(questions: str, home: str = "Home") -> str:
        built = ROOT / "build/widgets"
        conf = f'extensions, html_static_path = ["sphinx_ext.search"], [{str(built)!r}]'
        tree = f"{home}\n====\n\n.. toctree::\n   :glob:\n\n   *\n   */*\n"
        pond = "Pond\n====\n\n.. _wet:\n\nWater\n-----\n\nDeep.\n"
        pages = {"conf.py": conf, "index.rst": tree, "pond.rst": pond, f"{PAGE}.rst": questions}
        for name, text in pages.items():
            file = tmp_path / name
            file.parent.mkdir(exist_ok=True)
            if not file.exists() or file.read_text() != text:
                file.write_text(text)
        app = make_app("html", srcdir=tmp_path)
        app.build()
        app.cleanup()
        assert app.warning.getvalue() == ""
        return (Path(app.outdir) / "searchindex.js").read_text(encoding="utf-8")

    return build


QUESTIONS = "Questions\n=========\n\n{}\n   :doc:`/pond`, or :ref:`wet`.\n"


def test_a_question_is_an_entry_of_what_answers_it(build: Build) -> None:
    """The page and the section that a question links are found by its words."""
    index = build(QUESTIONS.format("How deep is it?"))
    assert '"how deep is it?":[[1,"",false],[1,"wet",false]]' in index


def test_an_unchanged_page_keeps_its_entries(build: Build) -> None:
    """A build that writes only another page still has the questions of this one in its index."""
    questions = QUESTIONS.format("How deep is it?")
    build(questions)
    index = build(questions, home="Room")
    assert '"room":' in index
    assert "how deep is it?" in index


def test_a_changed_question_reaches_its_pages(build: Build) -> None:
    """Pages that did not change themselves are found by the new question and not by the old."""
    build(QUESTIONS.format("How deep is it?"))
    index = build(QUESTIONS.format("How wet is it?"))
    assert "how wet is it?" in index
    assert "how deep is it?" not in index
    assert "how wet is it?" not in build("Questions\n=========\n\nNone.\n")
