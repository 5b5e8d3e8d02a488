"""Guards the other live pages: notices, the dashboard, the streamed answer, the outgoing calls."""

import asyncio
import json
import threading
import time
import urllib.request
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import get_channel_layer
from django.core.cache import cache
from django.test import AsyncClient, Client

from bench.servers import ASGI_SERVERS, GUNICORN_SYNC, Server, started
from sphinx_ext.processes import free_port
from tests.pond_fixtures import PROJECT, Stone, pond_database  # noqa: F401 - a fixture

# isort: split
# The import above sets Django up, and models come after.
from django.contrib.auth.models import User
from shore import bell, calls, dashboard, services, tokens
from shore.models import Notice
from shore.notices import notify

MINE, LIVE = "/shore/notices/mine/", "/shore/notices/live/"
FIGURES = "/shore/dashboard/figures/"


@pytest.fixture
def frog(pond_database: None) -> Iterator[User]:  # noqa: ARG001, F811 - it comes first.
    """Give a test a user with no notices."""
    user = User.objects.create_user("frog")
    yield user
    user.delete()


def page_of(user: User) -> Client:
    """Return a browser in which `user` is logged in."""
    client = Client()
    client.force_login(user)
    return client


def test_each_has_their_own(frog: User) -> None:
    """A notice is listed for its user, and for nobody else."""
    newt = User.objects.create_user("newt")
    notice = notify(frog.pk, "The ice is thin.")
    assert str(notice) == "The ice is thin."
    assert page_of(frog).get(MINE).json() == {"notices": [notice.as_json()]}
    assert page_of(frog).get(MINE, {"after": notice.pk}).json() == {"notices": []}
    assert page_of(newt).get(MINE).json() == {"notices": []}
    newt.delete()


def test_a_reminder_is_for_who_makes_it(frog: User) -> None:
    """A POST makes a notice for the user of the session, whatever else it names."""
    assert page_of(frog).post(MINE, {"text": "Feed the fish.", "user": 77}).status_code == 201
    assert Notice.objects.get().user == frog


def test_what_is_no_notice_is_refused(frog: User) -> None:
    """An empty text, one that is too long, and an id that is none are refused in words."""
    page = page_of(frog)
    for text in ("", 201 * "x"):
        answer = page.post(MINE, {"text": text})
        assert (answer.status_code, set(answer.json()["errors"])) == (400, {"text"})
    assert page.get(MINE, {"after": "soon"}).status_code == 400
    assert Client().get(MINE).status_code == Client().post(MINE).status_code == 403


def test_the_stream_is_refused_in_words(frog: User) -> None:
    """501 under WSGI, 403 without a user, 400 with an id that is none."""
    assert page_of(frog).get(LIVE).status_code == 501
    visitor: Any = AsyncClient()
    assert async_to_sync(visitor.get)(LIVE).status_code == 403
    visitor.force_login(frog)
    assert async_to_sync(visitor.get)(LIVE, {"after": "soon"}).status_code == 400


@pytest.mark.parametrize("how", ["logout", "password", "deleted"])
def test_the_stream_ends_with_the_session(
    frog: User, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a logout, a new password or a lost session nothing more is told, and nobody waits."""
    monkeypatch.setattr(bell, "HEARTBEAT_SECONDS", 0.05)
    notify(frog.pk, "Before.")

    async def read() -> None:
        visitor: Any = AsyncClient()
        await visitor.aforce_login(frog)
        pieces = aiter(await visitor.get(LIVE))
        assert b"Before." in await asyncio.wait_for(anext(pieces), 30)
        await asyncio.wait_for(anext(pieces), 30)
        if how == "logout":
            await visitor.alogout()
        elif how == "password":
            frog.set_password("another")
            await frog.asave()
        else:
            await visitor.session.adelete(visitor.cookies["sessionid"].value)
        await sync_to_async(notify)(frog.pk, "After.")
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(pieces), 30)
        assert f"notices-{frog.pk}" not in get_channel_layer().groups

    async_to_sync(read)()


def test_many_notices_come_in_several_looks(frog: User) -> None:
    """One look takes at most fifty; the rest follows at once, without a ring."""
    Notice.objects.bulk_create(Notice(user=frog, text=f"{n}") for n in range(bell.AT_MOST + 2))

    async def read() -> list[str]:
        assert len(await bell.notices_after(frog.pk, 0)) == bell.AT_MOST
        events = bell.stream(frog.pk, 0)
        read = [await next_event(events) for _ in range(bell.AT_MOST + 2)]
        await events.aclose()
        return read

    assert f'"text": "{bell.AT_MOST + 1}"' in async_to_sync(read)()[-1]


async def next_event(events: AsyncGenerator[str, None]) -> str:
    """Return the next event of a stream, within half a minute."""
    return await asyncio.wait_for(anext(events), 30)


def test_the_stream_tells_what_waits_and_what_rings(frog: User) -> None:
    """A reader gets what it missed, then each notice at its ring, and leaves the group."""
    first = notify(frog.pk, "The ice is thin.")

    async def read() -> None:
        events = bell.stream(frog.pk, 0)
        assert await next_event(events) == (
            f"id: {first.pk}\ndata: {json.dumps(first.as_json())}\n\n"
        )
        waiting = asyncio.create_task(next_event(events))
        await asyncio.sleep(0)
        second = await sync_to_async(notify)(frog.pk, "The ice is gone.")
        assert f"id: {second.pk}\n" in await waiting
        await events.aclose()
        assert f"notices-{frog.pk}" not in get_channel_layer().groups

    async_to_sync(read)()


def test_a_lost_ring_is_made_good(frog: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice that nobody rang for is found at the next heartbeat."""
    monkeypatch.setattr(bell, "HEARTBEAT_SECONDS", 0.05)

    async def read() -> None:
        events = bell.stream(frog.pk, 0)
        assert await next_event(events) == ": still here\n\n"
        await Notice.objects.acreate(user=frog, text="Silent.")
        while "Silent." not in (event := await next_event(events)):
            assert event == ": still here\n\n"
        await events.aclose()

    async_to_sync(read)()


def test_a_stream_goes_on_where_the_browser_was(frog: User) -> None:
    """A browser that comes back says what it has, and is told the rest."""
    seen, missed = notify(frog.pk, "Seen."), notify(frog.pk, "Missed.")

    async def read() -> str:
        visitor: Any = AsyncClient()
        await visitor.aforce_login(frog)
        answer = await visitor.get(LIVE, headers={"Last-Event-ID": str(seen.pk)})
        assert answer["Content-Type"] == "text/event-stream"
        pieces = aiter(answer)
        piece: bytes = await asyncio.wait_for(anext(pieces), 30)
        await pieces.aclose()
        return piece.decode()

    assert async_to_sync(read)().startswith(f"id: {missed.pk}\n")


@pytest.mark.usefixtures("pond_database")
def test_the_dashboard_counts() -> None:
    """The figures are those of the database, at the time of the last look."""
    cache.clear()
    Stone.objects.create(x=0.5, y=0.5, weight=4)
    found = Client().get(FIGURES).json()
    assert found == {
        "stones": 1, "stones_in_the_last_minute": 1, "messages": 0, "heaviest_stone": 4,
    }  # fmt: skip
    Stone.objects.all().delete()
    cache.clear()
    assert Client().get(FIGURES).json()["heaviest_stone"] == 0
    assert '<dd id="stones">0</dd>' in Client().get("/shore/dashboard/").text
    cache.clear()


def test_those_who_ask_at_once_share_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one looks, nine others wait for what it finds, and none looks again."""
    looks: list[int] = []
    all_ask = threading.Barrier(10)

    def look() -> dict[str, int]:
        looks.append(1)
        time.sleep(0.2)  # The others ask meanwhile.
        return {"stones": len(looks)}

    def ask(_: int) -> dict[str, int]:
        all_ask.wait(30)
        return dashboard.figures()

    cache.clear()
    monkeypatch.setattr(dashboard, "look", look)
    monkeypatch.setattr(dashboard, "FRESH_SECONDS", 3600)
    with ThreadPoolExecutor(10) as readers:
        assert list(readers.map(ask, range(10))) == 10 * [{"stones": 1}]
    cache.clear()


@pytest.mark.parametrize("server", [*ASGI_SERVERS, GUNICORN_SYNC], ids=lambda server: server.name)
def test_the_answer_comes_in_pieces(server: Server) -> None:
    """Under each server the first token is there a second or more before the last."""
    with started(server, PROJECT) as run:
        url = f"{run.url}/shore/tokens/answer/"
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - our own server.
            lines = [answer.readline()]
            began = time.monotonic()
            lines += answer.readlines()
            assert time.monotonic() - began >= 1
    assert "".join(json.loads(line)["token"] for line in lines) == f"{tokens.ANSWER} "


class Service(BaseHTTPRequestHandler):
    """A service that says which path it was asked for."""

    def do_GET(self) -> None:
        """Answer with the path and the query; with an error where the path asks for one."""
        self.send_response(500 if self.path == "/broken/?" else 200)
        self.end_headers()
        self.wfile.write(f"{self.path}\n".encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[str]:
    """Run a service; return its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_all_ways_give_the_same_answers(service: str) -> None:
    """Each way returns the answers in the order of the addresses; a dead service spoils none."""
    urls = [f"{service}/{n}/?ms={n}" for n in range(25)]
    urls.insert(7, f"http://127.0.0.1:{free_port()}/")
    for answers in (
        calls.in_turn(urls), calls.in_threads(urls), async_to_sync(calls.together)(urls),
    ):  # fmt: skip
        assert answers.pop(7).startswith("no answer: ")
        assert answers == [f"/{n}/?ms={n}" for n in range(25)]


def test_a_status_is_no_answer(service: str) -> None:
    """A service that fails, or hangs up, is said to give none, in each way of asking."""
    url = f"{service}/broken/?"
    assert services.ask(url).startswith("no answer: HTTP Error 500")
    assert "500 Internal Server Error" in asyncio.run(services.ask_async(url))

    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async def asked() -> str:
        async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return await services.ask_async(f"http://127.0.0.1:{port}/")

    assert asyncio.run(asked()).startswith("no answer: ")


def test_a_service_that_is_silent_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that never answers costs its limit of time, and no more."""
    monkeypatch.setattr(services, "SECONDS", 0.1)
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as silent:  # Accepts, and never serves.
        url = f"http://127.0.0.1:{silent.server_address[1]}/"
        assert services.ask(url) == "no answer: timed out"
        assert asyncio.run(services.ask_async(url)) == "no answer: timed out"


@pytest.mark.usefixtures("pond_database")
@pytest.mark.parametrize("way", ["in-turn", "in-threads", "together"])
def test_the_views_ask_the_services(
    service: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each view answers with what the services say."""
    monkeypatch.setattr(calls, "ADDRESSES", [f"{service}/a/", f"{service}/b/"])
    answers = Client().get(f"/shore/calls/{way}/").json()["answers"]
    assert [answer.strip("?") for answer in answers] == ["/a/", "/b/"]
