"""Guards entrypoints/middleware.py: its headers, its limit and its streams under five servers."""

import asyncio
import logging
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from by_hand import Application, Event, Receive, Scope, Send
from by_hand.server import http_scope, serve
from entrypoints.around import timed, untouched
from entrypoints.ids import WithId, identified, request_id
from entrypoints.limit import limited

from bench.servers import ASGI_SERVERS, Run, Server, started
from sphinx_ext.processes import awaited
from tests.asking import asked
from tests.pond_fixtures import PROJECT, manage

MOST = 8


@pytest.fixture(scope="module", params=ASGI_SERVERS, ids=lambda server: str(server.name))
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Each of the five ASGI servers in turn, with the entry point that has middleware."""
    database = tmp_path_factory.mktemp("middleware") / "pond.sqlite3"
    variables = {"DATABASE_URL": f"sqlite:///{database}"}
    assert manage("migrate", **variables).returncode == 0
    target = "entrypoints.middleware:application"
    with started(request.param, PROJECT, target=target, variables=variables) as run:
        yield run


def test_each_response_says_its_id_and_its_time(run: Run) -> None:
    """Every response has an id of its own, and the milliseconds until it began."""
    one, other = asked(run, "/slow/?ms=100"), asked(run, "/nowhere/")
    assert (one.status, other.status) == (200, 404)
    assert float(one.headers["server-timing"].removeprefix("app;dur=")) >= 100
    assert len({one.headers["x-request-id"], other.headers["x-request-id"]}) == 2


HOLDING = """
import asyncio
from entrypoints.limit import limited

held, released = [], asyncio.Event()

async def holding(scope, receive, send):
    if scope["path"] == "/hold/":
        held.append(scope)
        await released.wait()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"%d" % len(held)})

async def application(scope, receive, send):
    if scope["type"] != "http":
        raise ValueError("HTTP only")
    if scope["path"] == "/release/":
        released.set()
    within = holding if scope["path"] in ("/release/", "/held/") else at_most_eight
    await within(scope, receive, send)

at_most_eight = limited(holding, most=8)
"""


def begin(run: Run, stack: ExitStack) -> socket.socket:
    """Send a request that is held, and do not wait for its answer."""
    client = stack.enter_context(socket.create_connection(("127.0.0.1", int(str(run.address)))))
    client.sendall(b"GET /hold/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return client


@pytest.mark.parametrize("server", ASGI_SERVERS, ids=lambda server: str(server.name))
def test_a_busy_site_refuses_and_recovers(server: Server, tmp_path: Path) -> None:
    """While eight requests wait, the ninth gets 503; when they have been answered, 200."""
    (tmp_path / "holding.py").write_text(HOLDING)
    variables = {"PYTHONPATH": str(PROJECT)}
    with (
        started(server, tmp_path, target="holding:application", variables=variables) as run,
        ExitStack() as stack,
    ):
        clients = [begin(run, stack) for _ in range(MOST)]
        assert awaited(lambda: asked(run, "/held/").body == "8")
        refused = asked(run, "/")
        assert (refused.status, refused.headers["retry-after"]) == (503, "1")
        assert asked(run, "/release/").status == 200
        for client in clients:
            client.settimeout(30)
            assert client.recv(12) == b"HTTP/1.1 200"
        assert asked(run, "/").status == 200


def test_streams_are_not_counted(run: Run) -> None:
    """With more streams open than the limit allows, each has arrived and others are answered."""
    with ExitStack() as stack:
        for _ in range(MOST + 2):
            stream = urllib.request.urlopen(f"{run.url}/ripples/", timeout=30)  # noqa: S310 - ours.
            stack.enter_context(stream)
            assert stream.readline() == b"retry: 2000\n"
        assert asked(run, "/now/").status == 200


async def failing(*_: Any) -> None:
    """Fail before anything is sent."""
    raise ValueError("lost")


def test_a_failure_is_not_counted() -> None:
    """A request that fails, or is cancelled, leaves its place to the next."""

    async def visit() -> None:
        application = limited(failing, most=1)
        for _ in range(2):
            with pytest.raises(ValueError, match="lost"):
                await serve(application, http_scope())
        waiting = limited(forever, most=1)
        for _ in range(2):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(serve(waiting, http_scope()), 0.05)

    async def forever(*_: Any) -> None:
        await asyncio.Event().wait()

    asyncio.run(visit())


@pytest.mark.parametrize(
    "around", [untouched, timed, identified, lambda inside: limited(inside, most=0)]
)
@pytest.mark.parametrize("protocol", ["lifespan", "websocket", "of-tomorrow"])
def test_other_protocols_pass(around, protocol: str) -> None:  # type: ignore[no-untyped-def]
    """Scope, receive and events of another protocol go through unchanged."""
    heard: list[object] = []

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        heard.extend([scope, await receive()])
        await send({"type": f"{protocol}.accept"})

    application: Application = around(inside)
    scope, event = {"type": protocol}, {"type": f"{protocol}.connect"}
    assert asyncio.run(serve(application, scope, event)) == [{"type": f"{protocol}.accept"}]
    assert heard == [scope, event]


@pytest.mark.parametrize("around", [untouched, timed, identified, lambda a: limited(a, most=1)])
def test_pieces_are_sent_as_they_come(around) -> None:  # type: ignore[no-untyped-def]
    """Each piece of a body arrives before the application has sent the next."""
    steps: list[str] = []

    async def stream(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        for number in range(2):
            more = number == 0
            await send({"type": "http.response.body", "body": b"x", "more_body": more})
            steps.append(f"sent {number}")

    async def client(event: Event) -> None:
        steps.append(event["type"])

    async def nothing() -> Event:
        raise AssertionError("nobody asks")

    asyncio.run(around(stream)(http_scope(), nothing, client))
    body = "http.response.body"
    assert steps == ["http.response.start", body, "sent 0", body, "sent 1"]


def test_logs_know_the_id(caplog: pytest.LogCaptureFixture) -> None:
    """What is logged for a request, in a thread too, can name its id."""

    async def view(_scope: Scope, _receive: Receive, send: Send) -> None:
        await asyncio.to_thread(lambda: logging.getLogger("pond").warning("A stone fell."))
        await send({"type": "http.response.start", "status": 200, "headers": []})

    caplog.handler.addFilter(named := WithId())
    (start,) = asyncio.run(serve(identified(view), http_scope()))
    caplog.handler.removeFilter(named)
    own = dict(start["headers"])[b"x-request-id"].decode()
    assert [record.request_id for record in caplog.records] == [own]  # type: ignore[attr-defined]
    assert request_id.get() == "-"


def test_the_wrappers_need_no_django() -> None:
    """These modules import nothing of Django, so an entry point may import them on top."""
    for name in ("around", "ids", "limit"):
        assert "django" not in (PROJECT / "entrypoints" / f"{name}.py").read_text().lower()
