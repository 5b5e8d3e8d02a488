"""No input makes a real server fail: 900 requests and sockets, on PostgreSQL and Redis.

The settings are those of production. A request is written byte by byte, as no client would write
it; a socket speaks in texts, bytes and fragments.
"""

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.typing import Origin

from bench.servers import UVICORN, Run, started
from sphinx_ext.processes import free_port
from tests.fuzzing import Event, Scope, inputs, requests, sockets
from tests.pond_fixtures import PROJECT, manage
from tests.services import postgresql_url, redis_url  # noqa: F401 - fixtures
from tests.test_fuzz_http import PATHS
from tests.test_settings import PRODUCTION

REQUESTS, SOCKETS = 600, 300
# Those that ask the database are asked more often.
OFTEN = PATHS + 8 * ["/stones/", "/shore/chat/messages/", "/shore/notices/mine/"]
GUARDED = """
from entrypoints.guard import guarded
from entrypoints.websocket import application
application = guarded(application)
"""
# What Uvicorn, Django's handler and Django's transactions say of an exception.
FAILURES = ("Exception in ASGI application", "Internal Server Error", "Error calling")


@pytest.fixture(scope="module")
def run(
    postgresql_url: str,  # noqa: F811
    redis_url: str,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Run]:
    """A server of the pond as it would be on the net."""
    folder: Path = tmp_path_factory.mktemp("guarded")
    (folder / "fuzzed.py").write_text(GUARDED, encoding="utf-8")
    variables = PRODUCTION | {"DATABASE_URL": postgresql_url, "REDIS_URL": redis_url}
    variables |= {"ALLOWED_HOSTS": "localhost", "SERVICE_URL": f"http://127.0.0.1:{free_port()}"}
    assert manage("migrate", **variables).returncode == 0
    variables |= {"PYTHONPATH": str(folder)}
    with started(UVICORN, PROJECT, target="fuzzed:application", variables=variables) as run:
        yield run


def written(scope: Scope, events: list[Event]) -> bytes:
    """Return the bytes of a request whose client says that its proxy spoke HTTPS."""
    query = scope["query_string"].replace(b" ", b"+")
    target = quote(scope["path"], safe="/*?").encode() + (b"?" + query if query else b"")
    own = [
        (b"connection", b"close"),
        (b"x-forwarded-proto", b"https"),
        (b"referer", b"https://localhost/"),
    ]
    body = b"".join(event.get("body", b"") for event in events)
    others = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
    own.append((b"content-length", str(len(body)).encode()))
    lines = [name + b": " + value for name, value in [*own, *others]]
    return b"\r\n".join(
        [scope["method"].encode() + b" " + target + b" HTTP/1.1", *lines, b"", body]
    )


def status_of(run: Run, request: bytes) -> int:
    """Return the status with which the server answers; 0 if it hangs up."""
    with socket.create_connection(("127.0.0.1", int(str(run.address))), timeout=60) as client:
        with suppress(BrokenPipeError, ConnectionResetError):
            client.sendall(request)
        with suppress(ConnectionResetError):
            answer = client.recv(65536)
            return int(answer.split()[1]) if answer else 0
    return 0


def failures(run: Run) -> list[str]:
    """Return the lines of the server's log that tell of a failure."""
    return [line for line in run.printed().splitlines() if line.startswith(FAILURES)]


def test_no_request_makes_the_server_fail(run: Run) -> None:
    """Every request is answered below 500, and the log tells of no exception."""
    found: list[int] = []

    @inputs(REQUESTS)
    @given(requests(OFTEN))
    def ask(request: tuple[Scope, list[Event]]) -> None:
        found.append(status_of(run, written(*request)))
        assert found[-1] < 500
        assert not failures(run)

    ask()
    assert len(found) >= REQUESTS
    assert {*found} >= {200, 201, 400, 403, 404, 405}


NUL = (b"cookie", b'sessionid="\\000' + b"a" * 32 + b'"')


def test_this_session_makes_django_fail(run: Run) -> None:
    """Without the guard, on PostgreSQL; once it does not, drop the rule."""
    kept = ("DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "SECRET_KEY", "DJANGO_SETTINGS_MODULE")
    variables = {name: run.environment[name] for name in kept}
    scope = {"method": "GET", "path": "/shore/notices/mine/", "query_string": b""}
    with started(UVICORN, PROJECT, variables=variables) as bare:
        request = written(scope | {"headers": [(b"host", b"localhost"), NUL]}, [])
        assert status_of(bare, request) == 500
        assert "cannot contain NUL (0x00) bytes" in bare.printed()


@pytest.mark.parametrize("path", ["/shore/notices/mine/", "/shore/notices/live/", "/admin/"])
def test_no_session_makes_the_server_fail(run: Run, path: str) -> None:
    """A cookie in quotes may hold NUL, which PostgreSQL does not store; the guard refuses it."""
    scope = {"method": "GET", "path": path, "query_string": b""}
    request = written(scope | {"headers": [(b"host", b"localhost"), NUL]}, [])
    assert status_of(run, request) == 400
    assert not failures(run)


def pieces(message: Event) -> list[str] | list[bytes]:
    """Return a message in fragments: its two halves."""
    text, body = message.get("text"), message.get("bytes") or b""
    return [text[:3], text[3:]] if text is not None else [body[:3], body[3:]]


def test_no_socket_makes_the_server_fail(run: Run) -> None:
    """Whatever is said to it, in one piece or in fragments, the log tells of no exception."""
    opened = 0

    @inputs(SOCKETS)
    @given(sockets(["/ws/pond/", "/ws/chat/"]), st.booleans())
    def talk(conversation: tuple[Scope, list[Event]], in_pieces: bool) -> None:
        nonlocal opened
        scope, events = conversation
        url = f"ws://localhost:{run.address}/{quote(scope['path'].lstrip('/'))}"
        url += "?" + quote(scope["query_string"], safe="=&%+")
        cookie = {"Cookie": dict(scope["headers"])[b"cookie"].decode("latin1")}
        with suppress(WebSocketException, OSError, EOFError, UnicodeEncodeError):
            origin = Origin("http://localhost")
            with connect(url, origin=origin, additional_headers=cookie, proxy=None) as client:
                opened += 1
                for event in events[1:-1]:
                    said = pieces(event)
                    client.send(said if in_pieces else said[0] + said[1])  # type: ignore[operator]
        assert not failures(run)

    talk()
    assert opened > SOCKETS / 2
