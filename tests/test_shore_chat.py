"""Guards the chat room: what is said by POST and by WebSocket, and what is refused."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import get_channel_layer
from channels.testing import WebsocketCommunicator
from django.test import Client
from websockets.sync.client import connect
from websockets.typing import Origin

from bench.servers import ASGI_SERVERS, Server, started
from tests.pond_fixtures import PROJECT, manage, pond_database  # noqa: F401 - a fixture

# isort: split
# The import above sets Django up, and models come after.
from shore.consumers import LONGEST, TOO_LARGE, ChatConsumer
from shore.models import Message

SECONDS = 30
URL = "/shore/chat/messages/"
HELLO = {"name": "Frog", "text": "Anyone here?"}
Test = Callable[[], Coroutine[Any, Any, None]]


@pytest.fixture
def room(pond_database: None) -> Iterator[None]:  # noqa: ARG001, F811 - it comes first.
    """Give a test an empty room."""
    yield
    Message.objects.all().delete()


def run(test: Test) -> None:
    """Run `test` on an event loop, and fail it after a minute."""

    async def limited() -> None:
        await asyncio.wait_for(test(), 2 * SECONDS)

    async_to_sync(limited)()


async def opened() -> Any:
    """Return a socket of the room that is open."""
    socket = WebsocketCommunicator(ChatConsumer.as_asgi(), "/ws/chat/")
    assert await socket.connect(SECONDS) == (True, None)
    return socket


async def heard(socket: Any) -> Any:
    """Return the next thing that a socket hears."""
    return await socket.receive_json_from(SECONDS)


@pytest.mark.usefixtures("room")
def test_what_is_said_is_listed() -> None:
    """A message is listed for whoever asks for more than they have, and for nobody else."""
    said = Client().post(URL, HELLO)
    assert said.status_code == 201
    message = said.json()["message"]
    assert Client().get(URL).json() == {"messages": [message]}
    assert Client().get(URL, {"after": message["id"]}).json() == {"messages": []}
    assert str(Message.objects.get()) == "Frog: Anyone here?"


@pytest.mark.usefixtures("room")
@pytest.mark.parametrize(
    ("fields", "field"),
    [({"name": ""}, "name"), ({"text": ""}, "text"), ({"text": 501 * "x"}, "text")],
)
def test_a_message_that_is_none_is_refused(fields: dict[str, str], field: str) -> None:
    """Each field that is wrong is named, and nothing is kept."""
    answer = Client().post(URL, HELLO | fields)
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {field}
    assert not Message.objects.exists()


@pytest.mark.usefixtures("room")
def test_an_id_that_is_none_is_refused() -> None:
    """``?after=`` takes a whole number only."""
    assert Client().get(URL, {"after": "soon"}).status_code == 400


@pytest.mark.usefixtures("room")
def test_what_people_write_is_no_html() -> None:
    """The page holds a message in a form in which no browser takes it for a tag."""
    Client().post(URL, HELLO | {"text": "</script><script>croak()"})
    page = Client().get("/shore/chat/").text
    assert "croak()" in page
    assert "<script>croak()" not in page


@pytest.mark.usefixtures("room")
def test_all_sockets_hear() -> None:
    """What comes by socket and what comes by POST reaches every socket, once each."""

    async def test() -> None:
        here, there = await opened(), await opened()
        await here.send_json_to(HELLO)
        first = await heard(there)
        assert first["message"].items() >= HELLO.items()
        assert await heard(here) == first
        await sync_to_async(Client().post)(URL, HELLO | {"text": "By POST."})
        for socket in (here, there):
            assert (await heard(socket))["message"]["text"] == "By POST."
            await socket.disconnect(timeout=SECONDS)
        assert "chat" not in get_channel_layer().groups

    run(test)


@pytest.mark.usefixtures("room")
@pytest.mark.parametrize(
    "text",
    ["", "croak", "[]", "null", 2000 * "[", '{"name": "Frog"}', '{"name": "a", "text": "\\ud800"}'],
)
def test_a_socket_says_what_is_wrong(text: str) -> None:
    """What is no message is answered to its sender alone, and the socket stays open."""

    async def test() -> None:
        here, there = await opened(), await opened()
        await here.send_input({"type": "websocket.receive", "text": text})
        assert set(await heard(here)) == {"errors"}
        await here.send_json_to(HELLO)  # The first thing that the other hears.
        assert "message" in await heard(there)
        await here.disconnect(timeout=SECONDS)
        await there.disconnect(timeout=SECONDS)

    run(test)


@pytest.mark.usefixtures("room")
def test_a_text_without_end_closes_the_socket() -> None:
    """Who sends more than any form of ours would is let go."""

    async def test() -> None:
        here = await opened()
        await here.send_to(text_data=json.dumps({"name": "Frog", "text": LONGEST * "x"}))
        assert (await here.receive_output(SECONDS))["code"] == TOO_LARGE

    run(test)
    assert not Message.objects.exists()


@pytest.mark.parametrize("server", ASGI_SERVERS, ids=lambda server: server.name)
def test_every_server_serves_the_room(server: Server, tmp_path_factory: Any) -> None:
    """Two clients talk under each of the five servers."""
    variables = {"DATABASE_URL": f"sqlite:///{tmp_path_factory.mktemp('chat') / 'shore.sqlite3'}"}
    assert manage("migrate", **variables).returncode == 0
    websocket = "entrypoints.websocket:application"
    with started(server, PROJECT, target=websocket, variables=variables) as run:
        url, origin = f"{run.url.replace('http', 'ws')}/ws/chat/", Origin(run.url)
        with connect(url, origin=origin) as here, connect(url, origin=origin) as there:
            here.send(json.dumps(HELLO))
            for socket in (here, there):
                found = json.loads(socket.recv(timeout=SECONDS))
                assert found["message"].items() >= HELLO.items()
