"""Guards entrypoints/lifespan.py: opened once, shared, closed, under the servers that say when."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from by_hand.server import serve
from entrypoints.sharing import sharing

from bench.servers import ASGI_SERVERS, DAPHNE, Server, started
from sphinx_ext.processes import awaited
from tests.asking import asked
from tests.pond_fixtures import PROJECT

TARGET = "entrypoints.lifespan:application"
START, STOP = {"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that has an address for the view, and says when it opens and closes."""
    copy = tmp_path / "example_project"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns("__pycache__", "db.sqlite3*"))
    with (copy / "pond" / "urls.py").open("a") as urls:
        urls.write("from entrypoints.helpers import blocking\n")
        urls.write("urlpatterns.append(path('blocking/', blocking))\n")
    file = copy / "entrypoints" / "helpers.py"
    line = '        yield {"helpers": pool}\n'
    assert line in file.read_text()
    told = f'        print("opened", flush=True)\n{line}        print("closing", flush=True)\n'
    file.write_text(file.read_text().replace(line, told))
    return copy


@pytest.mark.parametrize("server", ASGI_SERVERS, ids=lambda server: str(server.name))
def test_opened_once_shared_and_closed(server: Server, project: Path) -> None:
    """Opened before the first request, the same for each, closed at the stop; not by Daphne."""
    with started(server, project, target=TARGET) as run:
        threads = {asked(run, "/blocking/").body}
        opened = run.printed().count("opened")
        threads |= {asked(run, "/blocking/").body for _ in range(4)}
        run.process.terminate()
        assert awaited(lambda: run.process.poll() is not None)
        printed = run.printed()
    if server is DAPHNE:
        assert opened == printed.count("closing") == 0
        assert {thread.rpartition("_")[0] for thread in threads} == {"asyncio"}
    else:
        assert opened == printed.count("opened") == printed.count("closing") == 1
        assert threads <= {"helper_0\n", "helper_1\n"}


@pytest.mark.parametrize("server", ASGI_SERVERS, ids=lambda server: str(server.name))
def test_what_cannot_be_opened_ends_the_start(server: Server, project: Path) -> None:
    """A server that asks does not serve without; the reason stands in its log."""
    file = project / "entrypoints" / "helpers.py"
    file.write_text(file.read_text().replace("ThreadPoolExecutor(2", "ThreadPoolExecutor(0"))
    with started(server, project, target=TARGET, listening=False) as run:
        if server is DAPHNE:
            assert awaited(lambda: "Listening on" in run.printed())
            return
        assert awaited(lambda: run.process.poll() is not None, 40), run.printed()
        assert "max_workers must be greater than 0" in run.printed()


async def inside(*_: Any) -> None:
    """Stand for Django, which is not asked in lifespan."""
    raise AssertionError


def test_a_failure_is_told_with_its_reason() -> None:
    """What fails while it opens, or while it closes, is answered with a traceback."""

    @asynccontextmanager
    async def broken() -> AsyncIterator[dict[str, Any]]:
        raise ConnectionError("no water")
        yield {}

    @asynccontextmanager
    async def stuck() -> AsyncIterator[dict[str, Any]]:
        yield {}
        raise ConnectionError("no drain")

    scope = {"type": "lifespan", "state": {}}
    (failed,) = asyncio.run(serve(sharing(inside, broken), scope, START))
    assert failed["type"] == "lifespan.startup.failed"
    assert "ConnectionError: no water" in failed["message"]
    begun, failed = asyncio.run(serve(sharing(inside, stuck), scope, START, STOP))
    assert begun == {"type": "lifespan.startup.complete"}
    assert failed["type"] == "lifespan.shutdown.failed"
    assert "ConnectionError: no drain" in failed["message"]
