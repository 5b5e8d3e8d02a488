"""Guards the work after the answer: that it goes on under ASGI, and that it does not under WSGI."""

import pytest

from bench.servers import ASGI_SERVERS, GUNICORN_SYNC, UVICORN, Run, Server, started
from sphinx_ext.processes import awaited
from tests.asking import asked
from tests.pond_fixtures import PROJECT

TASK, THREAD = "/later-task/", "/later-thread/"


def ask(run: Run, path: str) -> None:
    """Ask for work, which is accepted at once."""
    answer = asked(run, path)
    assert (answer.status, answer.body) == (202, "Accepted.\n")


def said(run: Run, sentence: str) -> bool:
    """Return whether the server's terminal shows a sentence before long."""
    return awaited(lambda: sentence in run.printed())


@pytest.mark.parametrize("server", ASGI_SERVERS, ids=lambda server: server.name)
def test_a_task_and_a_thread_go_on_after_the_answer(server: Server) -> None:
    """Under every ASGI server both are done after the answer."""
    with started(server, PROJECT) as run:
        ask(run, TASK)
        assert "the task" not in run.printed()
        ask(run, THREAD)
        assert said(run, "the task is done")
        assert said(run, "the thread is done")


@pytest.mark.parametrize("server", ASGI_SERVERS, ids=lambda server: server.name)
def test_a_stop_loses_the_task(server: Server) -> None:
    """On SIGTERM no server waits for the task; all but Uvicorn wait for the thread."""
    with started(server, PROJECT) as run:
        ask(run, TASK)
        ask(run, THREAD)
        run.process.terminate()
        run.process.wait(timeout=30)
        assert "the task is done" not in run.printed()
        assert ("the thread is done" in run.printed()) is (server != UVICORN)


def test_a_task_ends_with_its_answer_under_wsgi() -> None:
    """The event loop of an async view is made for one request under WSGI, and closed with it."""
    with started(GUNICORN_SYNC, PROJECT) as run:
        ask(run, TASK)
        ask(run, THREAD)
        assert said(run, "the task is cancelled")
        assert said(run, "the thread is done")
        assert "the task is done" not in run.printed()
