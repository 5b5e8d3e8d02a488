"""The wrapper that answers lifespan, and those that only look like it, under five servers."""

import re
import urllib.request
from http import HTTPStatus
from pathlib import Path

import pytest

from bench.matrix.results import read
from bench.servers import ASGI_SERVERS, DAPHNE, UVICORN, Server, started
from sphinx_ext.processes import awaited
from sphinx_ext.workspace import EXAMPLE_PROJECT, workspace
from tests.conftest import ROOT

FILLED, DRAINED = "The pond is filled.", "The pond is drained."
PAGE = ROOT / "docs" / "protocol" / "lifespan.rst"
servers = pytest.mark.parametrize("server", ASGI_SERVERS, ids=lambda server: str(server.name))


def served(server: Server, target: str, options: str = "") -> str:
    """Start ``server``, ask it once, stop it as ``kill`` does; return what it printed."""
    with started(server, EXAMPLE_PROJECT, target=target, options=options) as run:
        with urllib.request.urlopen(f"{run.url}/slow/?ms=1") as answer:  # noqa: S310 - our own
            assert answer.status == HTTPStatus.OK
        run.process.terminate()
        run.process.wait(20)
        return run.printed()


@servers
def test_both_functions_run(server: Server) -> None:
    """The pond is filled once and drained once; Daphne sends no lifespan, and does neither."""
    log = served(server, "by_hand.lifespan:application")
    times = 0 if server is DAPHNE else 1
    assert (log.count(FILLED), log.count(DRAINED)) == (times, times)
    assert not re.search("(?i)unsupported|without lifespan", log)


@pytest.mark.parametrize(
    "server", [server for server in ASGI_SERVERS if server is not DAPHNE], ids=lambda one: one.name
)
def test_a_start_that_fails_ends_the_server(server: Server) -> None:
    """Nothing is served without what was to be opened, and the sentence is in the log."""
    with workspace() as project:
        file = Path(project, "by_hand", "lifespan.py")
        dry = 'raise ConnectionError("The well is dry.")'
        file.write_text(file.read_text("utf-8").replace(f'print("{FILLED}")', dry), "utf-8")
        target = "by_hand.lifespan:application"
        with started(server, project, target=target, listening=False) as run:
            assert awaited(lambda: run.process.poll() is not None)
            assert "The well is dry." in run.printed()


# The application, and what is printed of the two functions where lifespan is sent.
ALMOST = [
    ("returns_a_response", []),
    ("leaves_early", [FILLED]),
    ("raises", []),
    ("routes_to_two_calls", []),
]


@servers
@pytest.mark.parametrize(("name", "said"), ALMOST)
def test_those_that_only_look_like_it(server: Server, name: str, said: list[str]) -> None:
    """Every server starts and answers, and the pond is never drained."""
    log = served(server, f"by_hand.almost_lifespan:{name}")
    assert re.findall("The pond is .*", log) == ([] if server is DAPHNE else said)
    if name in ("returns_a_response", "leaves_early"):
        assert not re.search("(?i)unsupported|without lifespan|warning|error", log)
    elif server is UVICORN:
        assert "ASGI 'lifespan' protocol appears unsupported." in log


def test_returning_a_response_deceives_uvicorn_even_when_it_insists() -> None:
    """With ``--lifespan on`` it says that the start is complete."""
    log = served(UVICORN, "by_hand.almost_lifespan:returns_a_response", "--lifespan on")
    assert "Application startup complete." in log


def test_the_page_has_the_wordings_of_the_matrix() -> None:
    """Each cell of the table is what the run behind it found."""
    cells = re.findall(r":ref:`(.+?) <run-([\w-]+)-lifespan>`", PAGE.read_text("utf-8"))
    said = {name.replace("-", " "): text for text, name in cells}
    answers = {server.name: read()["cells"][server.name]["lifespan"] for server in ASGI_SERVERS}
    assert said == {
        name: cell["answer"].split("with Django: ")[1] for name, cell in answers.items()
    }
