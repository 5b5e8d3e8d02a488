"""What Django and Channels fail at is a short list, which may only shrink, and is guarded against.

Behind ``entrypoints.guard`` tests/test_fuzz_http.py and tests/test_fuzz_websocket.py find nothing.
"""

import asyncio
import gc
import warnings
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import BadRequest, SuspiciousFileOperation, TooManyFieldsSent
from django.test.utils import override_settings
from entrypoints.guard import guarded

from tests import test_fuzz_http, test_fuzz_served, test_fuzz_websocket
from tests.fuzzing import BOUNDARY, TOKEN, Event, Scope, chunks, part, served
from tests.pond_fixtures import pond_database  # noqa: F401 - a fixture

# isort: split
# The import above sets Django up.
from entrypoints import static, telemetry, websocket
from puddle import asgi, urls

FORM = b"application/x-www-form-urlencoded; charset=utf8"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}; charset=hex".encode()
ABOVE = "/static/../../x"
PLAIN, MANY = b"text/plain; charset=utf-8", b"a&" * 1000
PART = part("x", "1", "") + f"--{BOUNDARY}--".encode()


def request(
    kind: bytes, body: bytes = b"", query: bytes = b"", path: str = "/now/"
) -> tuple[Scope, list[Event]]:
    """Return a POST that Django's CSRF middleware lets in."""
    headers = [
        (b"host", b"localhost"), (b"cookie", f"csrftoken={TOKEN}".encode()),
        (b"x-csrftoken", TOKEN.encode()), (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
    ]  # fmt: skip
    scope = {"type": "http", "method": "POST", "path": path, "query_string": query}
    return scope | {"headers": headers}, chunks(body, [], bare=False)


def socket(origin: bytes) -> tuple[Scope, list[Event]]:
    """Return a WebSocket of a page of this origin."""
    scope = {"type": "websocket", "path": "/ws/pond/", "query_string": b"", "subprotocols": []}
    gone = {"type": "websocket.disconnect", "code": 1000}
    return scope | {"headers": [(b"origin", origin)]}, [{"type": "websocket.connect"}, gone]


# What raises, and what comes out.
LEAKS: dict[str, tuple[Any, tuple[Scope, list[Event]], type[Exception]]] = {
    "many fields and a charset": (asgi, request(PLAIN, query=MANY), TooManyFieldsSent),
    "half a bracket": (websocket, socket(b"http://["), ValueError),
    "a name in brackets": (websocket, socket(b"http://[localhost]"), ValueError),
    "a path that leads up": (
        static,
        request(PLAIN, path="/static/../../x"),
        SuspiciousFileOperation,
    ),
    "half a character": (telemetry, request(PLAIN, query=b"\xc3"), UnicodeDecodeError),
}


@pytest.fixture(autouse=True)
def as_in_production(pond_database: None) -> Any:  # noqa: ARG001, F811 - it comes first.
    """Answer as production does."""
    with override_settings(DEBUG=False, ALLOWED_HOSTS=["localhost"]), warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # What fails forgets to close its body.
        yield
        gc.collect()


def first_event(module: Any, case: tuple[Scope, list[Event]], *, guard: bool = False) -> Event:
    """Return the first event with which an entry point answers."""
    application = guarded(module.application) if guard else module.application
    return asyncio.run(served(application, *case))[0]


@pytest.mark.parametrize("name", LEAKS)
def test_this_error_leaves_the_application(name: str) -> None:
    """A server gets an exception in the place of an answer; once it does not, drop the rule."""
    module, case, error = LEAKS[name]
    with pytest.raises(error):
        first_event(module, case)


def test_a_charset_that_is_none_is_a_500() -> None:
    """A multipart body in ``hex``, which Python knows and no text is written in, fails within."""
    assert first_event(asgi, request(MULTIPART, PART))["status"] == 500
    assert first_event(asgi, request(MULTIPART.replace(b"hex", b"utf-8"), PART))["status"] == 200


@pytest.mark.parametrize("fault", ["charset", "boundary"])
def test_a_bad_body_is_a_bad_request(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our answer leaves the body unread; Django's own reads it once more, and fails for good."""
    case = request(FORM, b"x=1")
    if fault == "boundary":  # And a host, so that the body is read for the answer only.
        case = request(b"multipart/form-data; boundary=", PART)
        case[0]["headers"][0] = (b"host", b"pond.example")
    assert first_event(asgi, case)["status"] == 400
    monkeypatch.delattr(urls, "handler400")
    with suppress(BadRequest):  # It leaves the application, or ends as Django's page of a 500.
        assert first_event(asgi, case)["status"] == 500


REFUSED = {name: (module, case) for name, (module, case, _) in LEAKS.items()}
REFUSED["a charset that is none"] = (asgi, request(MULTIPART, PART))


@pytest.mark.parametrize("name", REFUSED)
def test_the_guard_answers_instead(name: str) -> None:
    """A request is refused with 400 in words, a WebSocket before it is open."""
    module, case = REFUSED[name]
    first = first_event(module, case, guard=True)
    assert first == {"type": "websocket.close"} or first["status"] == 400


@pytest.mark.parametrize(
    ("module", "case"),
    [
        (asgi, request(b"application/x-www-form-urlencoded; charset=UTF-8", b"x=1", b"a&" * 999)),
        (asgi, request(MULTIPART.partition(b"; charset")[0], PART)),
        (websocket, socket(b"http://localhost")),
    ],
)
def test_the_guard_hands_on_the_rest(module: Any, case: tuple[Scope, list[Event]]) -> None:
    """What Django and Channels can answer, they answer."""
    first = first_event(module, case, guard=True)
    assert first["type"] == "websocket.accept" or first["status"] == 200


def test_there_are_ten_thousand() -> None:
    """As many inputs as the page says are sent in all."""
    http = sum(test_fuzz_http.INPUTS.values())
    sockets = test_fuzz_websocket.INPUTS * len(test_fuzz_websocket.MODULES)
    assert http + sockets + test_fuzz_served.REQUESTS + test_fuzz_served.SOCKETS > 10_000
