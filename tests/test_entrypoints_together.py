"""Guards entrypoints/together.py: what is around all, and what around one, under five servers."""

import json
import socket
from contextlib import ExitStack

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from bench.servers import ASGI_SERVERS, DAPHNE, GUNICORN, Server, started
from sphinx_ext.processes import awaited
from tests.asking import asked
from tests.pond_fixtures import PROJECT, manage

MOST = 8
NO_LIFESPAN = {
    "uvicorn": "ASGI 'lifespan' protocol appears unsupported.",
    "hypercorn": "ASGI Framework Lifespan error, continuing without Lifespan support",
    "granian": "ASGI Lifespan errored, continuing without Lifespan support",
}
BEGUN = b"POST /stones/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a migrated database."""
    file = tmp_path_factory.mktemp("together") / "pond.sqlite3"
    variables = {"DATABASE_URL": f"sqlite:///{file}"}
    assert manage("migrate", **variables).returncode == 0
    return variables


@pytest.fixture(params=ASGI_SERVERS, ids=lambda server: str(server.name))
def server(request: pytest.FixtureRequest) -> Server:
    """Each of the five ASGI servers in turn."""
    return request.param  # type: ignore[no-any-return]


def test_each_piece_is_about_its_own(server: Server, database: dict[str, str]) -> None:
    """All responses have an id, sockets are refused by origin, and lifespan is answered."""
    target = "entrypoints.together:application"
    with started(server, PROJECT, target=target, variables=database) as run:
        assert len({asked(run, "/now/").headers["x-request-id"] for _ in range(2)}) == 2
        url = f"ws://127.0.0.1:{run.address}/ws/pond/"
        with connect(url, origin=Origin(run.url)) as client:
            client.send(json.dumps({"x": 0.25, "y": 0.75, "weight": 2}))
            assert json.loads(client.recv(timeout=20))["stone"]["weight"] == 2
        with pytest.raises(InvalidStatus), connect(url, origin=Origin("https://evil.example")):
            pass
        assert not [words for words in NO_LIFESPAN.values() if words in run.printed()]


def test_slow_uploads_hold_places(server: Server, database: dict[str, str]) -> None:
    """Bodies that do not come fill the limit; not under Daphne, which reads them first."""
    target = "entrypoints.together:application"
    with started(server, PROJECT, target=target, variables=database) as run, ExitStack() as stack:

        def begin_and_ask() -> int:
            """Begin one upload more, as a question may have taken the place of another."""
            client = socket.create_connection(("127.0.0.1", int(str(run.address))))
            stack.enter_context(client).sendall(BEGUN)
            return asked(run, "/now/").status

        if server is DAPHNE:
            assert {begin_and_ask() for _ in range(2 * MOST)} == {200}
        else:
            assert awaited(lambda: begin_and_ask() == 503)
        stack.close()
        assert awaited(lambda: asked(run, "/now/").status == 200)


def test_a_router_without_lifespan_is_served(server: Server, database: dict[str, str]) -> None:
    """Where nothing answers lifespan the server says its usual words, if any, and goes on."""
    target = "entrypoints.websocket:application"
    with started(server, PROJECT, target=target, variables=database) as run:
        assert asked(run, "/now/").status == 200
        if server in (DAPHNE, GUNICORN):
            assert "ifespan" not in run.printed()
        else:
            assert NO_LIFESPAN[server.name] in run.printed()
