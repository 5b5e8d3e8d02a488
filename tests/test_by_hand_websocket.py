"""The WebSocket applications by hand, opened under five servers: what the page says of each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from bench.servers import ASGI_SERVERS, DAPHNE, GUNICORN, HYPERCORN, UVICORN, Run, Server, started
from sphinx_ext.processes import awaited
from sphinx_ext.workspace import workspace

# Planted beside manage.py, so that one start of a server answers every question.
PLANTED = """
from by_hand import websocket


async def listens(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    message = await receive()
    print("message", sorted(message), message.get("text"))
    print("left with", (await receive())["code"])
    try:
        await send({"type": "websocket.send", "text": "Too late."})
    except OSError:
        print("the send raises an OSError")
    else:
        print("the send is silent")


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        raise ValueError("This application speaks WebSocket.")
    name = scope["path"].strip("/")
    await (listens if name == "listens" else getattr(websocket, name))(scope, receive, send)
"""


@pytest.fixture(scope="module", params=ASGI_SERVERS, ids=lambda server: str(server.name))
def server(request: pytest.FixtureRequest) -> Server:
    """Each of the five ASGI servers in turn."""
    chosen: Server = request.param
    return chosen


@pytest.fixture(scope="module")
def run(server: Server) -> Iterator[Run]:
    """The server, with the applications under their names."""
    with workspace() as project:
        Path(project, "planted.py").write_text(PLANTED)
        with started(server, project, target="planted:application") as run:
            yield run


def joined(run: Run, name: str) -> ClientConnection:
    """Open a WebSocket to the application called ``name``."""
    return connect(f"ws://127.0.0.1:{run.address}/{name}/")


def test_messages_are_answered(run: Run) -> None:
    """Texts come back in capitals; bytes are answered too, whichever keys they come with."""
    with joined(run, "shout") as client:
        for message, answer in (("stone", "STONE"), (b"stone", "Text, please.")):
            client.send(message)
            assert client.recv(timeout=20) == answer


@pytest.mark.parametrize(("name", "statuses"), [("refuse", {403}), ("hasty", {403, 500})])
def test_a_connection_that_is_not_accepted(run: Run, name: str, statuses: set[int]) -> None:
    """A refusal is 403 everywhere; an application that breaks the protocol is refused as well."""
    with pytest.raises(InvalidStatus) as refused, joined(run, name):
        pass
    assert refused.value.response.status_code in statuses


def test_a_code_and_a_reason_reach_the_client(run: Run, server: Server) -> None:
    """The code always does; the reason does under all servers but Daphne."""
    with joined(run, "dismiss") as client:
        client.send("stone")
        with pytest.raises(ConnectionClosedError) as closed:
            client.recv(timeout=20)
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4000
    assert closed.value.rcvd.reason == ("" if server is DAPHNE else "enough")


def test_a_message_and_a_leave(run: Run, server: Server) -> None:
    """Hypercorn fills both keys and tells another code; only two servers refuse a late message."""
    with joined(run, "listens") as client:
        client.send("stone")
    awaited(lambda: "the send " in run.printed())
    keys = "['bytes', 'text', 'type']" if server is HYPERCORN else "['text', 'type']"
    assert f"message {keys} stone" in run.printed()
    assert f"left with {1006 if server is HYPERCORN else 1000}" in run.printed()
    late = "raises an OSError" if server in (UVICORN, GUNICORN) else "is silent"
    assert f"the send {late}" in run.printed()
