"""No acknowledged stone is lost: 300 sockets, 300 streams, a killed worker, a new Redis.

Two workers of Uvicorn, a channel layer in Redis. The clients do what the pond's page does: who is
let go comes back, and says which stone it knows last. A stream tells each stone once, in order; a
socket tells each at least once.
"""

import asyncio
import json
import resource
import urllib.parse
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from bench.servers import UVICORN, Run, started
from sphinx_ext.processes import awaited, free_port
from tests.conftest import ROOT
from tests.pond_fixtures import PROJECT, manage
from tests.services import postgresql_server, redis_server

# Of each kind. A stream on PostgreSQL opens a connection at each look, and each is a process.
READERS = {"sqlite": 300, "postgres": 50}
STONES = 20
SECONDS = 240  # For all that is awaited; only a failure takes as long.
PAUSE = 0.2  # Between two attempts to come back.
TOKEN = "a" * 32


class Reader:
    """A page that stays open, and comes back: it remembers what it was told."""

    def __init__(self, port: int) -> None:
        """Read from the server on `port`."""
        self.port = port
        self.heard: list[int] = []
        self.came = 0  # How often it has been let in.

    def last(self) -> int:
        """Return the id of the newest stone it knows."""
        return max(self.heard, default=0)

    async def stay(self) -> None:
        """Read for ever; when the connection ends, come back."""
        while True:
            with suppress(OSError, WebSocketException, EOFError, TimeoutError):
                await self.read()
            await asyncio.sleep(PAUSE)

    async def read(self) -> None:
        """Read until the connection ends."""
        raise NotImplementedError


class Socket(Reader):
    """A page with a WebSocket."""

    async def read(self) -> None:
        """Open the socket, and note each stone."""
        url = f"ws://127.0.0.1:{self.port}/ws/pond/?after={self.last()}"
        origin = Origin(f"http://127.0.0.1:{self.port}")
        async with connect(url, origin=origin, ping_interval=None, close_timeout=1) as socket:
            self.came += 1
            async for message in socket:
                self.heard.append(json.loads(message)["stone"]["id"])


class Stream(Reader):
    """A page with a stream of server-sent events."""

    async def read(self) -> None:
        """Open the stream, and note each stone."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            known = f"Last-Event-ID: {self.last()}\r\n"
            writer.write(f"GET /ripples/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{known}\r\n".encode())
            await reader.readuntil(b"retry: 2000\n\n")
            self.came += 1
            while line := await reader.readline():
                if line.startswith(b"id: "):
                    self.heard.append(int(line[4:]))
        finally:
            writer.close()


async def posted(port: int) -> int:
    """Throw a stone with a POST; return the id that the answer names."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with closing(writer):
        body = urllib.parse.urlencode({"x": 0.5, "y": 0.5, "weight": 1})
        head = [
            "POST /stones/ HTTP/1.1", "Host: 127.0.0.1", "Connection: close",
            f"Cookie: csrftoken={TOKEN}", f"X-CSRFToken: {TOKEN}",
            "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}",
        ]  # fmt: skip
        writer.write("\r\n".join([*head, "", body]).encode())
        answer = await reader.read()
    if b" 201 " not in answer.split(b"\r\n")[0]:
        raise OSError(answer[:100])
    return int(json.loads(answer.partition(b"\r\n\r\n")[2])["id"])


async def said(port: int) -> int:
    """Throw a stone over a WebSocket; return the id that the answer names."""
    url, origin = f"ws://127.0.0.1:{port}/ws/pond/", Origin(f"http://127.0.0.1:{port}")
    async with connect(url, origin=origin, close_timeout=1) as socket:
        await socket.send(json.dumps({"x": 0.5, "y": 0.5, "weight": 1}))
        async for message in socket:
            answer = json.loads(message)
            if "you" in answer:
                return int(answer["stone"]["id"])
    raise OSError("The server has gone.")


class Pond:
    """Two workers with all their readers, and the stones that were acknowledged."""

    def __init__(self, run: Run, readers: int) -> None:
        """Take the server that `run` is, with so many sockets and so many streams."""
        self.run = run
        self.port = int(str(run.address))
        self.sockets = [Socket(self.port) for _ in range(readers)]
        self.streams = [Stream(self.port) for _ in range(readers)]
        self.readers: list[Reader] = [*self.sockets, *self.streams]
        self.acknowledged: set[int] = set()

    async def throw(self, count: int = STONES, *, by_socket: bool = True) -> None:
        """Throw stones, one after the other, until so many more are acknowledged."""
        thrown = 0
        while thrown < count:
            way = said if by_socket and thrown % 2 else posted
            with suppress(OSError, WebSocketException, EOFError):
                self.acknowledged.add(await way(self.port))
                thrown += 1
                continue
            await asyncio.sleep(PAUSE)

    def missing(self) -> dict[str, int]:
        """Return how many readers of each kind have not heard of every acknowledged stone."""
        return {
            kind: sum(not self.acknowledged <= {*reader.heard} for reader in readers)
            for kind, readers in (("sockets", self.sockets), ("streams", self.streams))
        }

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Look until `condition` holds; fail with what the server printed."""
        if not await asyncio.to_thread(awaited, condition, SECONDS):
            printed = self.run.printed()[-3000:]
            pytest.fail(f"{what}: {self.missing()} of {len(self.acknowledged)} stones\n{printed}")

    async def all_heard(self) -> None:
        """Wait until every reader has heard of every acknowledged stone."""
        await self.until(lambda: not any(self.missing().values()), "not all have heard")


@asynccontextmanager
async def open_pond(run: Run, readers: int) -> AsyncIterator[Pond]:
    """Open all sockets and streams; yield the pond once all are let in."""
    pond = Pond(run, readers)
    tasks = [asyncio.create_task(reader.stay()) for reader in pond.readers]
    try:
        await pond.until(lambda: all(reader.came for reader in pond.readers), "not all are in")
        yield pond
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def busiest(run: Run) -> psutil.Process:
    """Return the worker that holds the most connections."""
    children = psutil.Process(run.process.pid).children(recursive=True)
    return max(children, key=lambda child: len(child.net_connections()))


async def go_through_it(run: Run, readers: int, redis: ExitStack, redis_port: int) -> None:
    """Throw stones in calm, at the death of a worker, without Redis, and with a new one."""
    async with open_pond(run, readers) as pond:
        await pond.throw()
        await pond.all_heard()
        throwing = asyncio.create_task(pond.throw())
        await pond.until(lambda: len(pond.acknowledged) > STONES, "no stone was thrown")
        busiest(run).kill()
        await throwing
        await pond.all_heard()
        assert any(reader.came > 1 for reader in pond.readers), "nobody was let go"
        await asyncio.to_thread(redis.close)
        await pond.throw(by_socket=False)
        redis.enter_context(redis_server(redis_port))
        await pond.throw()
        await pond.all_heard()
        await asyncio.to_thread(redis.close)  # And so soon again that nobody may notice.
        redis.enter_context(redis_server(redis_port))
        await pond.throw()
        await pond.all_heard()
        for stream in pond.streams:
            assert stream.heard == sorted({*stream.heard}), "a stream tells each stone once"


@pytest.fixture(params=READERS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'pond.sqlite3'}"
    else:
        with postgresql_server() as url:
            yield url


@pytest.fixture
def many_files() -> Iterator[None]:
    """Allow as many open files as the system does: each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
def test_no_acknowledged_stone_is_lost(database: str) -> None:
    """Whatever ends, every reader hears in the end of every stone that was acknowledged."""
    port = free_port()
    with ExitStack() as redis:
        redis_url = redis.enter_context(redis_server(port))
        variables: dict[str, Any] = {"DATABASE_URL": database, "REDIS_URL": redis_url}
        assert manage("migrate", **variables).returncode == 0
        target = "entrypoints.websocket:application"
        with started(
            UVICORN, PROJECT, target=target, options="--workers 2", variables=variables
        ) as run:
            assert awaited(lambda: run.printed().count("startup complete") == 2)
            readers = READERS[database.partition(":")[0]]
            asyncio.run(go_through_it(run, readers, redis, port))


def test_a_page_says_how_many() -> None:
    """What about/verified tells of this test is what it does."""
    page = (ROOT / "docs/about/verified.rst").read_text(encoding="utf-8")
    readers = READERS["sqlite"]
    assert f"while {readers} WebSockets and {readers} streams are open" in page
