"""Guards entrypoints/websocket.py: five servers, real clients, Redis, PostgreSQL, formatters."""

import ast
import asyncio
import http.client
import json
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from channels_redis.core import RedisChannelLayer
from redis.exceptions import TimeoutError as RedisTimeoutError
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from bench.servers import (
    ASGI_SERVERS,
    DAPHNE,
    GUNICORN_SYNC,
    HYPERCORN,
    RUNSERVER,
    UVICORN,
    Run,
    Server,
    started,
)  # fmt: skip
from sphinx_ext.processes import awaited
from tests.pond_fixtures import PROJECT, manage
from tests.services import postgresql_url, redis_url  # noqa: F401 - fixtures

TARGET = "entrypoints.websocket:application"
STONE = {"x": 0.25, "y": 0.75, "weight": 2}
LOG_IN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
frog = User.objects.create_user("frog")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(frog.pk), frog.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session.save()
print(session.session_key)
"""


def migrated(folder: Path) -> dict[str, str]:
    """Return the environment of a migrated database of its own."""
    variables = {"DATABASE_URL": f"sqlite:///{folder / 'pond.sqlite3'}"}
    assert manage("migrate", **variables).returncode == 0
    return variables


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a migrated database of this module's own."""
    return migrated(tmp_path_factory.mktemp("socket"))


@pytest.fixture(scope="module")
def session(database: dict[str, str]) -> str:
    """The key of a session in which the user frog is logged in."""
    run = manage("shell", "--verbosity", "0", "--command", LOG_IN, **database)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


@pytest.fixture(scope="module", params=ASGI_SERVERS, ids=lambda server: str(server.name))
def run(request: pytest.FixtureRequest, database: dict[str, str]) -> Iterator[Run]:
    """Each of the five ASGI servers in turn, with the entry point for WebSockets."""
    with started(request.param, PROJECT, target=TARGET, variables=database) as run:
        yield run


def joined(run: Run, path: str = "/ws/pond/", **options: Any) -> ClientConnection:
    """Open a WebSocket as a page of the site would."""
    options.setdefault("origin", run.url)
    client: ClientConnection = connect(f"ws://127.0.0.1:{run.address}{path}", **options)
    return client


def heard(client: ClientConnection) -> Any:
    """Return what the server says next."""
    return json.loads(client.recv(timeout=20))


def throw(client: ClientConnection, **change: object) -> Any:
    """Throw a stone over the socket, and return the answer."""
    client.send(json.dumps(STONE | change))
    return heard(client)


def post(run: Run) -> Any:
    """Throw a stone with the form of the page, as a browser does; return the stone."""
    with urllib.request.urlopen(f"{run.url}/") as page:  # noqa: S310 - our own server.
        cookie = SimpleCookie(page.headers["Set-Cookie"])["csrftoken"].value
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert token
    connection = http.client.HTTPConnection("127.0.0.1", int(str(run.address)), timeout=20)
    body = urllib.parse.urlencode(STONE | {"csrfmiddlewaretoken": token[1]})
    kind = "application/x-www-form-urlencoded"
    headers = {"Cookie": f"csrftoken={cookie}", "Content-Type": kind}
    connection.request("POST", "/stones/", body, headers)
    answer = connection.getresponse()
    assert answer.status == 201
    stone = json.loads(answer.read())
    connection.close()
    return stone


def refusal(run: Run, path: str = "/ws/pond/", **options: Any) -> int:
    """Return the status with which the server refuses a WebSocket."""
    with pytest.raises(InvalidStatus) as refused:
        joined(run, path, **options)
    return int(refused.value.response.status_code)


def test_page_offers_the_socket(run: Run) -> None:
    """The page answers 200, and names the path of the WebSocket."""
    with urllib.request.urlopen(f"{run.url}/") as page:  # noqa: S310 - our own server.
        assert page.status == 200
        assert 'data-socket-url="/ws/pond/"' in page.read().decode()


def test_two_clients_see_each_others_stones(run: Run) -> None:
    """A stone thrown through one socket, or by POST, reaches the other; each way round."""
    with joined(run) as here, joined(run) as there:
        assert heard_by(there, throw(here)["stone"])
        assert heard_by(here, throw(there)["stone"])
        stone = post(run)
        assert heard_by(here, stone)
        assert heard_by(there, stone)


def heard_by(client: ClientConnection, stone: Any) -> bool:
    """Return whether the next thing that `client` hears is the stone of someone else."""
    return bool(heard(client) == {"stone": stone})


def test_invalid_stone_is_answered(run: Run) -> None:
    """An invalid stone is answered with its errors, and the socket stays open."""
    with joined(run) as client:
        errors = {"x": "Ensure this value is less than or equal to 1."}
        assert throw(client, x=2) == {"errors": errors}
        assert "stone" in throw(client)


@pytest.mark.parametrize(("message", "code"), [("{}", 4429), ("x" * 2000, 4413)])
def test_abuse_is_closed(run: Run, message: str, code: int) -> None:
    """Too many messages, or one too large, are answered in words and closed with a code."""
    with joined(run) as client, pytest.raises(ConnectionClosedError) as closed:  # noqa: PT012
        # One at a time: what a server has not read when it closes resets the connection, and the
        # code is lost. On a busy machine the first eleven may take longer than a second.
        for _ in range(500):
            client.send(message)
            assert "errors" in heard(client)
    assert closed.value.rcvd
    assert closed.value.rcvd.code == code


def test_missed_stones_come_first(run: Run) -> None:
    """Who was away joins with ?after= and gets what it missed."""
    with joined(run) as client:
        last, missed = (throw(client)["stone"] for _ in range(2))
    with joined(run, f"/ws/pond/?after={last['id']}") as client:
        assert heard_by(client, missed)


def test_nonsense_to_catch_up_from_is_closed(run: Run) -> None:
    """However long it is, it is answered in words and closed with a code."""
    path = "/ws/pond/?after=" + 200 * "x"
    with joined(run, path) as client, pytest.raises(ConnectionClosedError) as closed:  # noqa: PT012
        assert heard(client)["errors"]["after"]
        heard(client)
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4400


@pytest.mark.parametrize("origin", ["https://evil.example", None])
def test_foreign_origin_is_refused(run: Run, origin: str | None) -> None:
    """A page of another site, or a client that names none, is refused with 403."""
    assert refusal(run, origin=origin) == 403


def test_unknown_path_is_refused(run: Run) -> None:
    """A path that leads nowhere is refused with 403, and no traceback is logged."""
    assert refusal(run, "/ws/desert/") == 403
    assert "Traceback" not in run.printed()


def test_session_gives_the_user(run: Run, session: str) -> None:
    """The session cookie of a page tells the socket who its user is."""
    with joined(run, additional_headers={"Cookie": f"sessionid={session}"}) as client:
        assert throw(client)["you"] == "frog"
    with joined(run, additional_headers={"Cookie": "sessionid=forged"}) as client:
        assert throw(client)["you"] == ""


FLOOD = '''
import asyncio

async def application(scope, receive, send):
    """Send to a client that does not read, until a send waits for three seconds."""
    if scope["type"] != "websocket":
        raise ValueError("WebSockets only")
    await receive()
    await send({"type": "websocket.accept"})
    for _ in range(1000):
        try:
            await asyncio.wait_for(send({"type": "websocket.send", "text": "x" * 50_000}), 3)
        except TimeoutError:
            print("The send waits.", flush=True)
            return
    print("All is sent.", flush=True)
'''


@pytest.mark.parametrize("server", ASGI_SERVERS, ids=lambda server: str(server.name))
def test_send_waits_for_a_slow_reader(tmp_path: Path, server: Server) -> None:
    """A send waits while the client does not read; only Daphne takes 50 MB into its memory."""
    (tmp_path / "flood.py").write_text(FLOOD)
    ends = ("The send waits.", "All is sent.")
    unread = {"max_queue": 1, "compression": None, "close_timeout": 0}
    with (
        started(server, tmp_path, target="flood:application") as run,
        joined(run, "/", **unread) as client,
    ):
        assert awaited(lambda: any(end in run.printed() for end in ends))
        assert ends[server == DAPHNE] in run.printed()
        client.socket.close()


def test_daphnes_runserver_serves_websockets(database: dict[str, str]) -> None:
    """`runserver` with Daphne serves the entry point that ASGI_APPLICATION names."""
    variables = database | {"DJANGO_SETTINGS_MODULE": "puddle.with_daphne"}
    with started(RUNSERVER, PROJECT, variables=variables) as run, joined(run) as client:
        assert throw(client)["stone"].items() >= STONE.items()
        assert "Starting ASGI/Daphne" in run.printed()


@pytest.mark.parametrize("server", [UVICORN, GUNICORN_SYNC], ids=["asgi", "wsgi"])
def test_plain_entry_points_offer_no_socket(server: Server, database: dict[str, str]) -> None:
    """Under asgi.py and wsgi.py as Django wrote them the page names no WebSocket."""
    with (
        started(server, PROJECT, variables=database) as run,
        urllib.request.urlopen(f"{run.url}/") as page,  # noqa: S310 - our own server.
    ):
        assert 'data-socket-url=""' in page.read().decode()


def two_servers(stack: ExitStack, servers: tuple[Server, Server], **variables: str) -> list[Run]:
    """Start two servers with the same environment."""
    return [
        stack.enter_context(
            started(
                server,
                PROJECT,
                target=TARGET if server.interface == "asgi" else None,
                variables=variables,
            )
        )
        for server in servers
    ]


def test_memory_reaches_one_process(database: dict[str, str]) -> None:
    """With the layer in memory a stone does not reach the sockets of another process."""
    with ExitStack() as stack:
        one, two = two_servers(stack, (UVICORN, UVICORN), **database)
        with joined(one) as here, joined(two) as there:
            throw(here)
            # The first thing that the other hears is the answer to its own stone.
            assert "you" in throw(there)


def test_redis_reaches_every_process(database: dict[str, str], redis_url: str) -> None:  # noqa: F811
    """With Redis a stone reaches the sockets of another process, thrown under WSGI as well."""
    with ExitStack() as stack:
        variables = database | {"REDIS_URL": redis_url}
        one, two = two_servers(stack, (UVICORN, HYPERCORN), **variables)
        (wsgi, _) = two_servers(stack, (GUNICORN_SYNC, GUNICORN_SYNC), **variables)
        with joined(one) as here, joined(two) as there:
            assert heard_by(there, throw(here)["stone"])
            assert heard_by(here, throw(there)["stone"])
            for _ in range(2):  # Each request under WSGI has an event loop of its own.
                stone = post(wsgi)
                assert heard_by(here, stone)
                assert heard_by(there, stone)


def test_postgresql_and_redis(postgresql_url: str, redis_url: str) -> None:  # noqa: F811
    """On PostgreSQL and Redis, two processes share the stones and tell each other of them."""
    variables = {"DATABASE_URL": postgresql_url, "REDIS_URL": redis_url}
    assert manage("migrate", **variables).returncode == 0
    with ExitStack() as stack:
        one, two = two_servers(stack, (UVICORN, DAPHNE), **variables)
        with joined(one) as here, joined(two) as there:
            stone = throw(here)["stone"]
            assert heard_by(there, stone)
        with joined(two, "/ws/pond/?after=0") as late:
            assert heard_by(late, stone)


def redis_hosts(redis_url: str) -> Any:  # noqa: F811
    """Return the hosts of the channel layer, as the settings have them with REDIS_URL."""
    code = "import puddle.settings as settings; print(settings.CHANNEL_LAYERS)"
    command = [sys.executable, "-c", code]
    variables = {"REDIS_URL": redis_url}
    done = subprocess.run(
        command, cwd=PROJECT, env=variables, capture_output=True, text=True, check=True
    )
    layer = ast.literal_eval(done.stdout)["default"]
    assert layer["BACKEND"] == "channels_redis.core.RedisChannelLayer"
    return layer["CONFIG"]["hosts"]


def test_idle_socket_on_redis_survives(redis_url: str) -> None:  # noqa: F811
    """After 5 quiet seconds redis-py 8 ends a layer with an address alone, and not ours."""

    async def receiving(hosts: Any) -> Any:
        layer = RedisChannelLayer(hosts=hosts)
        return await layer.receive(await layer.new_channel())

    async def test() -> None:
        ours = asyncio.create_task(receiving(redis_hosts(redis_url)))
        with pytest.raises(RedisTimeoutError, match=r"^Timeout reading from 127\.0\.0\.1:"):
            await receiving([redis_url])
        _, still_waiting = await asyncio.wait([ours], timeout=2)
        assert still_waiting == {ours}
        ours.cancel()

    asyncio.run(asyncio.wait_for(test(), 60))


def test_settings_import_no_channels() -> None:
    """The settings alone ask for nothing but Django, with Redis or without."""
    code = "import puddle.settings, sys; print({'channels', 'redis'} & {*sys.modules})"
    for variables in ({}, {"REDIS_URL": "redis://127.0.0.1"}):
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=PROJECT, env=variables, capture_output=True, check=True)
        assert done.stdout == b"set()\n"


def order(source: str) -> list[str]:
    """Return the statements of a module, one line each, in their order."""
    return [ast.unparse(statement) for statement in ast.parse(source).body]


def tidied(file: Path, source: str) -> str:
    """Return `source` after ruff sorted its imports and formatted it, with its own settings."""
    file.write_text(source)
    ruff = [str(Path(sys.executable).parent / "ruff")]
    for words in (["check", "--isolated", "--select", "I", "--fix"], ["format", "--isolated"]):
        subprocess.run([*ruff, *words, str(file)], check=True, capture_output=True)
    return file.read_text()


def test_import_order_survives_formatters(tmp_path: Path) -> None:
    """No import moves across a call: sorted and formatted, the file has the same statements."""
    source = (PROJECT / "entrypoints" / "websocket.py").read_text()
    tidy = tidied(tmp_path / "websocket.py", source)
    assert tidy != source  # The formatter did its work: it prefers other quotes.
    assert order(tidy) == order(source)
    shuffled = source.replace("import os\n", "").replace(
        "from channels.auth", "import os\nfrom channels.auth"
    )
    assert order(tidied(tmp_path / "shuffled.py", shuffled)) == order(source)  # It does sort.


@pytest.mark.parametrize(
    ("above", "error"),
    [
        ("os.environ.setdefault", "ImproperlyConfigured: Requested setting INSTALLED_APPS"),
        ("django_application =", "AppRegistryNotReady: Apps aren't loaded yet."),
    ],
)
def test_routes_come_last(tmp_path: Path, above: str, error: str) -> None:
    """Imported above the call, or above the settings, the routes end the start."""
    project = tmp_path / "example_project"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("__pycache__", "db.sqlite3*"))
    file = project / "entrypoints" / "websocket.py"
    line = "from pond.routing import websocket_urlpatterns  # noqa: E402\n"
    assert line in file.read_text()
    file.write_text(file.read_text().replace(line, "").replace(above, line + above))
    command = [sys.executable, "-c", "import entrypoints.websocket"]
    done = subprocess.run(command, cwd=project, env={}, capture_output=True, text=True, check=False)
    assert error in done.stderr.splitlines()[-1]
