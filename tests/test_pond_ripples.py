"""Guards the stream of ripples: what arrives, what it resumes from, and how it ends."""

import asyncio
import json
import urllib.request
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import AsyncClient, Client

from bench.servers import UVICORN, started
from tests.pond_fixtures import (  # noqa: F401 - fixtures
    PROJECT,
    Stone,
    manage,
    pond,
    pond_database,
    ripples,
    through_asgi_py,
)

pytestmark = pytest.mark.usefixtures("pond")
STONE = {"x": 0.25, "y": 0.75, "weight": 2}
Test = Callable[[], Coroutine[Any, Any, None]]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look into the database every 10 ms, so that a test need not wait."""
    monkeypatch.setattr(ripples, "POLL_SECONDS", 0.01)


def run(test: Test) -> None:
    """Run `test` on an event loop, and fail it after ten seconds."""

    async def limited() -> None:
        await asyncio.wait_for(test(), 10)

    async_to_sync(limited)()


async def opened(**options: Any) -> AsyncIterator[bytes]:
    """Open the stream with Django's async client and return its parts, the greeting read."""
    answer = await AsyncClient().get("/ripples/", **options)
    assert isinstance(answer, StreamingHttpResponse)
    parts = aiter(answer)
    assert await anext(parts) == b"retry: 2000\n\n"
    return parts


async def left(parts: AsyncIterator[bytes]) -> None:
    """Leave a stream that `opened` gave."""
    assert isinstance(parts, AsyncGenerator)
    await parts.aclose()


@pytest.mark.usefixtures("quick")
def test_stone_thrown_while_open_arrives() -> None:
    """A stone thrown while the stream is open arrives as an event with its id."""

    async def test() -> None:
        await Stone.objects.acreate(**STONE)
        parts = await opened()
        later = await Stone.objects.acreate(**STONE)
        head, name, data, *end = (await anext(parts)).decode().split("\n")
        assert (head, name, end) == (f"id: {later.pk}", "event: stone", ["", ""])
        assert json.loads(data.removeprefix("data: ")) == later.as_json()
        await left(parts)

    run(test)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("way", ["header", "query", "header over query"])
def test_stream_resumes_after_an_id(way: str) -> None:
    """Last-Event-ID, else `?after=`, brings what fell since, in order and nothing twice."""

    async def test() -> None:
        stones = [await Stone.objects.acreate(**STONE) for _ in range(4)]
        options: dict[str, Any] = {}
        if "query" in way:
            options["data"] = {"after": stones[0].pk}
        if "header" in way:
            options["headers"] = {"Last-Event-ID": str(stones[1].pk)}
        parts = await opened(**options)
        expected = stones[1:] if way == "query" else stones[2:]
        for stone in expected:
            assert (await anext(parts)).startswith(f"id: {stone.pk}\n".encode())
        last = await Stone.objects.acreate(**STONE)
        assert (await anext(parts)).startswith(f"id: {last.pk}\n".encode())
        await left(parts)

    run(test)


@pytest.mark.usefixtures("quick")
def test_more_than_one_look_can_hold_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    """More stones than one look takes arrive all the same."""
    monkeypatch.setattr(ripples, "AT_MOST", 2)

    async def test() -> None:
        stones = [await Stone.objects.acreate(**STONE) for _ in range(5)]
        parts = await opened(data={"after": 0})
        for stone in stones:
            assert (await anext(parts)).startswith(f"id: {stone.pk}\n".encode())
        await left(parts)

    run(test)


@pytest.mark.usefixtures("quick")
def test_quiet_stream_sends_a_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream with no news sends a comment, which browsers ignore."""
    monkeypatch.setattr(ripples, "HEARTBEAT_SECONDS", 0.05)

    async def test() -> None:
        parts = await opened()
        assert await anext(parts) == b": still here\n\n"
        await left(parts)

    run(test)


@pytest.mark.parametrize(
    ("options", "name"),
    [({"headers": {"Last-Event-ID": "x"}}, "Last-Event-ID"), ({"data": {"after": "-1"}}, "after")],
)
def test_invalid_id_is_refused(options: dict[str, Any], name: str) -> None:
    """An id that can be none is refused by name, as plain text."""
    answer: Any = async_to_sync(AsyncClient().get)("/ripples/", **options)
    assert answer.status_code == 400
    assert answer.text.startswith(f"{name} must ")


def test_wsgi_cannot_stream() -> None:
    """Under WSGI the stream answers at once that it needs an ASGI server."""
    answer = Client().get("/ripples/")
    assert answer.status_code == 501
    assert answer.content == b"This stream needs an ASGI server, such as uvicorn.\n"


@pytest.mark.usefixtures("quick")
def test_disconnect_ends_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the reader leaves, the generator ends and so does the application."""
    stream: Any = ripples.events(0)
    monkeypatch.setattr(ripples, "events", lambda _last_id: stream)

    async def test() -> None:
        reader = through_asgi_py("/ripples/")
        await reader.send_input({"type": "http.request"})
        head = await reader.receive_output()
        assert head["status"] == 200
        assert dict(head["headers"])[b"Content-Type"] == b"text/event-stream"
        assert (await reader.receive_output())["body"] == b"retry: 2000\n\n"
        assert stream.ag_frame is not None
        await reader.send_input({"type": "http.disconnect"})
        await reader.wait(timeout=5)
        assert stream.ag_frame is None

    run(test)


@pytest.mark.parametrize("moment", ["look", "wait"])
def test_cancellation_passes_through(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """A stream that is cancelled, in a look or in the wait after it, ends as cancelled."""

    async def test() -> None:
        looking = asyncio.Event()

        async def look(_last_id: int) -> list[Stone]:
            looking.set()
            if moment == "look":
                await asyncio.Event().wait()
            return []

        monkeypatch.setattr(ripples, "stones_after", look)
        monkeypatch.setattr(ripples, "POLL_SECONDS", 14)  # Under a heartbeat.
        stream: Any = ripples.events(0)
        await anext(stream)
        waiting = asyncio.ensure_future(anext(stream))
        await looking.wait()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert stream.ag_frame is None

    run(test)


@pytest.mark.usefixtures("quick")
def test_stream_gives_its_connection_back() -> None:
    """Between two looks a stream holds no connection to the database."""

    async def test() -> None:
        await ripples.stones_after(0)
        assert await sync_to_async(lambda: connection.connection)() is None

    run(test)


def test_a_hundred_readers_and_one_who_does_not_read(tmp_path: Path) -> None:
    """A stone thrown through another process reaches a hundred readers of one server."""
    database = f"sqlite:///{tmp_path / 'pond.sqlite3'}"
    assert manage("migrate", DATABASE_URL=database).returncode == 0

    async def read_one(port: int) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /ripples/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.readuntil(b"retry: 2000\n\n")
        await all_listen.wait()
        event = await reader.readuntil(b"event: stone\n")
        writer.close()
        await writer.wait_closed()
        return event

    all_listen = asyncio.Barrier(101)

    async def test(port: int) -> None:
        _, idle = await asyncio.open_connection("127.0.0.1", port)
        idle.write(b"GET /ripples/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        readers = asyncio.gather(*(read_one(port) for _ in range(100)))
        await all_listen.wait()
        code = f"from pond.models import Stone; Stone.objects.create(**{STONE})"
        thrown = await asyncio.to_thread(manage, "shell", "-c", code, DATABASE_URL=database)
        assert thrown.returncode == 0, thrown.stderr
        assert all(b"id: 1\n" in event for event in await readers)
        idle.close()

    briefly, shared = "--timeout-graceful-shutdown 1", {"DATABASE_URL": database}
    with started(UVICORN, PROJECT, options=briefly, variables=shared) as run_of_it:
        assert isinstance(run_of_it.address, int)
        asyncio.run(asyncio.wait_for(test(run_of_it.address), 120))
        with urllib.request.urlopen(f"{run_of_it.url}/now/", timeout=60) as answer:  # noqa: S310
            assert answer.status == 200
