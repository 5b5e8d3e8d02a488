"""Guards the consumer: what it sends, what it refuses, and that nobody can make it grow."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import get_channel_layer
from channels.testing import WebsocketCommunicator
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from tests.pond_fixtures import (  # noqa: F401 - fixtures
    AnonymousUser,
    Stone,
    consumers,
    pond,
    pond_database,
)

# isort: split
# The import above sets Django up, and models come after.
from django.contrib.auth.models import User

pytestmark = pytest.mark.usefixtures("pond")
STONE = {"x": 0.25, "y": 0.75, "weight": 2}
SECONDS = 30
Test = Callable[[], Coroutine[Any, Any, None]]


def run(test: Test) -> None:
    """Run `test` on an event loop, and fail it after a minute."""

    async def limited() -> None:
        await asyncio.wait_for(test(), 2 * SECONDS)

    async_to_sync(limited)()


class Communicator(WebsocketCommunicator):  # type: ignore[misc]  # Channels has no types.
    """A client that waits longer than a second for an answer: the machine may be busy."""

    async def receive_output(self, *_: float) -> Any:
        """Return the next event of the application; every other way to receive asks here."""
        return await super().receive_output(SECONDS)

    async def wait(self, *_: float) -> Any:
        """Wait for the application to end, as at a disconnect."""
        return await super().wait(SECONDS)


def socket(path: str = "/ws/pond/") -> Any:
    """Return a client of the consumer, not connected yet."""
    client = Communicator(consumers.PondConsumer.as_asgi(), path)
    client.scope |= {"user": AnonymousUser(), "session": SessionStore()}
    return client


async def opened(path: str = "/ws/pond/") -> Any:
    """Return a client that is connected."""
    client = socket(path)
    assert await client.connect() == (True, None)
    return client


async def closed(client: Any) -> int:
    """Return the code with which the server closes, next."""
    message = await client.receive_output()
    assert message["type"] == "websocket.close"
    assert len((message.get("reason") or "").encode()) <= 123  # RFC 6455, section 5.5.
    return int(message["code"])


async def throw(**fields: object) -> Any:
    """Throw a stone by POST, through Django's test client."""
    return await sync_to_async(Client().post)("/stones/", STONE | fields)


def members() -> int:
    """Return how many sockets are in the group, and so would be told of a stone."""
    return len(get_channel_layer().groups.get(consumers.GROUP, {}))


def test_thrower_is_answered_and_others_hear() -> None:
    """The thrower gets its stone as its own, every other socket gets it once."""

    async def test() -> None:
        here, there = await opened(), await opened()
        await here.send_json_to(STONE)
        answer = await here.receive_json_from()
        assert answer["stone"].items() >= STONE.items()
        assert answer["you"] == ""
        assert await there.receive_json_from() == {"stone": answer["stone"]}
        await here.send_json_to(STONE)  # What comes next is the answer, not the first stone again.
        assert (await here.receive_json_from())["stone"]["id"] == answer["stone"]["id"] + 1
        await here.disconnect()
        await there.disconnect()
        assert members() == 0

    run(test)


def test_post_reaches_sockets() -> None:
    """A stone thrown by POST reaches every socket; a refused one does not."""

    async def test() -> None:
        client = await opened()
        await throw(x=7)
        stone = json.loads((await throw()).content)
        assert await client.receive_json_from() == {"stone": stone}
        await client.disconnect()

    run(test)


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ("{", {"body": "The body is not valid JSON."}),
        ("[1]", {"body": "The body must be a JSON object with x, y and weight."}),
        ('{"x": 2, "y": 0, "weight": 1}', {"x": "Ensure this value is less than or equal to 1."}),
    ],
)
def test_invalid_stone_is_answered(body: str, errors: dict[str, str]) -> None:
    """A message that is no stone is answered in words, as a POST is; the socket stays open."""

    async def test() -> None:
        client = await opened()
        await client.send_to(text_data=body)
        assert await client.receive_json_from() == {"errors": errors}
        await client.send_to(bytes_data=body.encode())
        assert await client.receive_json_from() == {"errors": errors}
        await client.send_json_to(STONE)
        assert "stone" in await client.receive_json_from()
        await client.disconnect()

    run(test)
    assert Stone.objects.count() == 1


def test_missed_stones_come_first() -> None:
    """With ?after= a socket gets all that fell since, in order, before anything new."""
    first, *missed = Stone.objects.bulk_create(Stone(**STONE) for _ in range(105))

    async def test() -> None:
        client = await opened(f"/ws/pond/?after={first.pk}")
        heard = [(await client.receive_json_from())["stone"]["id"] for _ in missed]
        assert heard == [stone.pk for stone in missed]
        await throw()
        assert (await client.receive_json_from())["stone"]["id"] == missed[-1].pk + 1
        await client.disconnect()

    run(test)


def test_without_after_nothing_is_missed() -> None:
    """Without ?after= a socket hears of what falls from now on."""
    Stone.objects.create(**STONE)

    async def test() -> None:
        client = await opened()
        await client.send_json_to({})
        assert "errors" in await client.receive_json_from()
        await client.disconnect()

    run(test)


def test_too_many_fields_are_refused() -> None:
    """A query of more fields than Django takes is refused in words, and no error leaves."""

    async def test() -> None:
        client = await opened("/ws/pond/?" + "a&" * 1000)
        assert "exceeded" in (await client.receive_json_from())["errors"]["after"]
        assert await closed(client) == consumers.BAD_REQUEST
        await client.disconnect()

    run(test)


@pytest.mark.parametrize("heard", [False, True])
def test_a_group_that_was_forgotten_is_joined_again(
    monkeypatch: pytest.MonkeyPatch, heard: bool
) -> None:
    """A Redis that was restarted knows nobody; a socket joins again, and hears what it missed."""
    monkeypatch.setattr(consumers, "REJOIN_SECONDS", 0.05)
    Stone.objects.create(**STONE)  # Before the socket, which asks for nothing earlier.

    known: list[Any] = []

    async def thrown_and_heard(client: WebsocketCommunicator) -> None:
        known.append({"stone": json.loads((await throw()).content)})
        while (told := await client.receive_json_from()) != known[-1]:
            assert told in known  # Twice, where it falls while the socket looks.

    async def test() -> None:
        client = await opened()
        if heard:
            await thrown_and_heard(client)
        get_channel_layer().groups.clear()
        await thrown_and_heard(client)
        # It may have looked just when the group was forgotten, and tells nobody when it joins.
        while members() == 0:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await thrown_and_heard(client)
        await client.disconnect()

    run(test)
    assert members() == 0


@pytest.mark.parametrize("after", ["x", "-1", str(2**63), "x" * 200])
def test_invalid_after_is_refused(after: str) -> None:
    """An id that can be none is refused in words, as by the stream, with the code 4400."""

    async def test() -> None:
        client = await opened(f"/ws/pond/?after={after}")
        assert (await client.receive_json_from())["errors"]["after"].startswith("after must ")
        assert await closed(client) == consumers.BAD_REQUEST
        await client.disconnect()

    run(test)


def test_too_large_a_message_is_refused() -> None:
    """A message above 1000 characters is refused unread, with the code 4413."""

    async def test() -> None:
        client = await opened()
        await client.send_to(text_data="{" + " " * 999)
        assert (await client.receive_json_from())["errors"]["body"].startswith("The body is not")
        await client.send_to(text_data="{" + " " * 1000)
        sentence = "A message has at most 1000 characters."
        assert await client.receive_json_from() == {"errors": {"body": sentence}}
        assert await closed(client) == consumers.TOO_LARGE
        await client.disconnect()

    run(test)


def test_too_many_messages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The eleventh message within a second is refused with 4429, and nothing after it is heeded."""
    now = 100.0
    monkeypatch.setattr(consumers, "monotonic", lambda: now)

    async def test() -> None:
        nonlocal now
        client = await opened()
        for _ in range(10):
            await client.send_json_to({})
            assert "x" in (await client.receive_json_from())["errors"]
        now += 1  # A second later ten more are welcome.
        for _ in range(10):
            await client.send_json_to({})
            assert "x" in (await client.receive_json_from())["errors"]
        await client.send_json_to(STONE)
        sentence = "At most 10 messages a second, please."
        assert await client.receive_json_from() == {"errors": {"body": sentence}}
        assert await closed(client) == consumers.TOO_MANY
        await client.send_json_to(STONE)
        await throw()
        assert await client.receive_nothing()
        await client.disconnect()

    run(test)
    assert Stone.objects.count() == 1
    assert members() == 0


def serving(
    send: Callable[[dict[str, Any]], Coroutine[Any, Any, None]],
) -> tuple[asyncio.Task[None], asyncio.Queue[dict[str, Any]]]:
    """Start the consumer for a client whose server sends as `send` does; return its inbox too."""
    inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    inbox.put_nowait({"type": "websocket.connect"})
    scope = {"type": "websocket", "query_string": b"", "user": AnonymousUser()}
    consumer = consumers.PondConsumer.as_asgi()(scope, inbox.get, send)
    return asyncio.create_task(consumer), inbox


async def connected_and_then(send: Callable[[dict[str, Any]], Coroutine[Any, Any, None]]) -> None:
    """Run the consumer for a client that is accepted, and whose `send` is then as given."""
    accepted = asyncio.Event()

    async def outbox(message: dict[str, Any]) -> None:
        if message["type"] == "websocket.accept":
            accepted.set()
        else:
            await send(message)

    consumer, _ = serving(outbox)
    await accepted.wait()
    assert members() == 1
    await throw()
    await consumer


def test_slow_reader_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that takes nothing is let go after the time it has, and leaves the group."""
    monkeypatch.setattr(consumers, "SEND_SECONDS", 0.05)

    async def never(_message: dict[str, Any]) -> None:
        await asyncio.Event().wait()

    run(lambda: connected_and_then(never))
    assert members() == 0


def test_client_that_has_gone_leaves_the_group() -> None:
    """A send to a client that has gone ends the consumer without an error; it leaves the group."""

    async def gone(_message: dict[str, Any]) -> None:
        raise ConnectionResetError

    run(lambda: connected_and_then(gone))
    assert members() == 0


def test_client_that_has_gone_before_it_is_accepted_leaves_the_group() -> None:
    """The consumer fails with what the server raises, and nobody is left in the group."""

    async def gone(_message: dict[str, Any]) -> None:
        raise ConnectionResetError

    async def test() -> None:
        consumer, _ = serving(gone)
        with pytest.raises(ConnectionResetError):
            await consumer

    run(test)
    assert members() == 0


def test_slow_reader_is_told_in_the_end_what_the_layer_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A reader that pauses while 150 stones fall hears of each of them, once the next one falls."""
    monkeypatch.setattr(consumers, "SEND_SECONDS", 2 * SECONDS)

    async def test() -> None:
        accepted, goes_on = asyncio.Event(), asyncio.Event()
        told: asyncio.Queue[int] = asyncio.Queue()

        async def outbox(message: dict[str, Any]) -> None:
            if message["type"] == "websocket.accept":
                accepted.set()
            else:
                await goes_on.wait()
                await told.put(json.loads(message["text"])["stone"]["id"])

        consumer, inbox = serving(outbox)
        await accepted.wait()
        fallen = [json.loads((await throw()).content)["id"] for _ in range(150)]
        goes_on.set()
        heard = [await told.get() for _ in range(100)]
        fallen.append(json.loads((await throw()).content)["id"])
        while heard[-1] != fallen[-1]:
            heard.append(await told.get())
        await inbox.put({"type": "websocket.disconnect", "code": 1000})
        await consumer
        assert heard == fallen

    run(test)


def test_slow_reader_costs_a_bounded_memory() -> None:
    """While a send waits, the layer keeps 100 events for the socket; others are not held up."""

    async def test() -> None:
        layer = get_channel_layer()
        stalled = await layer.new_channel()
        await layer.group_add(consumers.GROUP, stalled)
        client = await opened()
        for _ in range(150):
            await sync_to_async(consumers.announce)(stone)
            assert "stone" in await client.receive_json_from()
        assert layer.channels[stalled].qsize() == layer.capacity == 100
        await layer.group_discard(consumers.GROUP, stalled)
        await client.disconnect()

    stone = Stone.objects.create(**STONE)
    run(test)


def test_stone_falls_without_a_channel_layer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A stone is thrown although nobody can be told: Django logs that, and the answer is 201."""

    async def away(*_: object) -> None:
        raise ConnectionError("Redis is away")

    monkeypatch.setattr(get_channel_layer(), "group_send", away)
    assert Client().post("/stones/", STONE).status_code == 201
    assert "Redis is away" in caplog.text


def test_who_logs_out_throws_as_nobody() -> None:
    """The name in an answer is that of the session at that moment, not at the opening."""
    frog = User.objects.create_user("frog")
    browser = Client()
    browser.force_login(frog)

    async def test() -> None:
        client = socket()
        client.scope |= {"user": frog, "session": browser.session}
        await client.connect()
        await client.send_json_to(STONE)
        assert (await client.receive_json_from())["you"] == "frog"
        await sync_to_async(browser.logout)()
        await client.send_json_to(STONE)
        assert (await client.receive_json_from())["you"] == ""
        await client.disconnect()

    run(test)
    frog.delete()
