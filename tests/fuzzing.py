"""What the fuzz tests share: inputs that nobody would send, and a server that watches its end.

The server keeps to the specification of ASGI, and so demands: an event out of order, a header that
no server could send, an exception, an answer that never ends are failures of the application.
"""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

Event = dict[str, Any]
Scope = dict[str, Any]
SECONDS = 60.0  # For one answer, on a busy machine.
PARTS = 3  # Of an endless stream, before the reader leaves.
TOKEN = "a" * 32
SESSION = "the-session-of-the-frog-is-here0"


def inputs(count: int) -> settings:
    """Return the settings of a test with `count` inputs, the same ones in every run."""
    return settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


# The server -------------------------------------------------------------------


class LeakError(AssertionError):
    """The application did what no server expects."""


@dataclass
class Watched:
    """One connection: what the client sends, and what the application is allowed to."""

    scope: Scope
    events: Sequence[Event]
    sent: list[Event] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    at: int = 0

    def types(self) -> list[str]:
        """Return the types of what the application has sent."""
        return [event["type"].rpartition(".")[2] for event in self.sent]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until the application has sent what `condition` asks for."""
        while not condition():
            self.changed.clear()
            await self.changed.wait()

    async def send(self, event: Event) -> None:
        """Take an event of the application, if its turn has come."""
        kind = event["type"].rpartition(".")[2]
        check = http_turn if self.scope["type"] == "http" else websocket_turn
        if not check(self.sent, kind):
            raise LeakError(f"{event['type']} after {self.types()}")
        check_headers(event)
        self.sent.append(event)
        self.changed.set()

    def ended(self) -> bool:
        """Return whether the application has closed, or begun to stream and streamed enough."""
        return "close" in self.types() or self.types().count("body") >= PARTS

    async def receive(self) -> Event:
        """Give what the client sends next, then that it has gone, then nothing."""
        if self.scope["type"] == "websocket" and self.at > 0:
            await self.until(lambda: bool(self.sent))
        if self.scope["type"] == "http" and self.at == len(self.events):
            await self.until(self.ended)
        self.at += 1
        refused = self.types()[:1] == ["close"]
        if self.at <= len(self.events) and not refused:
            return self.events[self.at - 1]
        if self.at > len(self.events) + 1 and not refused:
            await asyncio.Event().wait()
        return {"type": f"{self.scope['type']}.disconnect", "code": 1006}


def http_turn(sent: Sequence[Event], kind: str) -> bool:
    """Return whether a response may go on with an event of this kind."""
    if not sent:
        return kind == "start"
    more = sent[-1].get("more_body", False) or len(sent) == 1
    return kind == "body" and more


def websocket_turn(sent: Sequence[Event], kind: str) -> bool:
    """Return whether a WebSocket may go on with an event of this kind."""
    if not sent:
        return kind in ("accept", "close")
    return kind in ("send", "close") and not sent[-1]["type"].endswith("close")


def check_headers(event: Event) -> None:
    """Refuse a header that would end the header, and a text that no wire can carry."""
    for name, value in event.get("headers", []):
        if {*b"\r\n\0"} & {*bytes(name), *bytes(value)}:
            raise LeakError(f"a header that is two: {name!r}: {value!r}")
    event.get("text", "").encode()
    assert len(event.get("reason", "").encode()) <= 123


async def served(application: Any, scope: Scope, events: Sequence[Event]) -> list[Event]:
    """Serve one connection; return what the application has sent."""
    watched = Watched(scope, events)
    try:
        async with asyncio.timeout(SECONDS):
            await application(scope, watched.receive, watched.send)
    except TimeoutError:
        raise LeakError(f"no end of it after {watched.types()}") from None
    return watched.sent


@contextmanager
def silence() -> Iterator[None]:
    """Fail if anything is logged as an error meanwhile: a 500, or what a task left behind."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = records.append  # type: ignore[method-assign,assignment]
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
    # What Django refuses with 400 as suspicious, it logs as an error of the client's.
    ours = [record for record in records if not record.name.startswith("django.security.")]
    assert not ours, "\n".join(logging.Formatter().format(record) for record in ours)


class Fuzz:
    """Serves an application one connection after the other, and counts what becomes of them."""

    def __init__(self, application: Callable[..., Awaitable[None]]) -> None:
        """Serve `application`, on one event loop for all."""
        self.application = application
        self.runner = asyncio.Runner()
        self.answers: Counter[tuple[str, Any]] = Counter()

    def ask(self, scope: Scope, events: Sequence[Event]) -> list[Event]:
        """Serve one connection, and check what holds of every answer."""
        with silence():
            sent = self.runner.run(served(self.application, scope, events))
        for event in sent:
            text = event.get("body", b"") + event.get("text", "").encode()
            assert b"Traceback" not in text, text
            assert event.get("status", 200) < 500, sent
        first = sent[0] if sent else {}
        outcome = first.get("status", first.get("type"))
        self.answers[scope["path"], outcome] += 1
        return sent

    def close(self) -> None:
        """Close the event loop."""
        self.runner.close()

    def count(self) -> int:
        """Return how many connections there were."""
        return self.answers.total()


# Texts and numbers ------------------------------------------------------------

# No server hands in half of a character: it decodes bytes, and there is none for it.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ODD_TEXT = st.sampled_from(
    [
        "", " ", "0", "-0", "1", "-1", "1e3", "1_0", "٣", "0x10", "NaN", "inf", "-Infinity",
        "1e999", "5e-324", "9" * 4300, "9" * 4301, str(2**63 - 1), str(2**63), str(2**64), "\0",
        "a\0b", "\r\nX: 1", "é", "\u2028", "\ufeff", "💧", "a" * 41, "a" * 501, "%00", "%", "%zz",
        "../../x", "null", "true", "{}", "[]", "<script>", "'; drop table pond_stone; --",
        "{{ 7 }}",
    ]
)  # fmt: skip
WORDS = st.one_of(ODD_TEXT, TEXT)
ODD_BYTES = st.sampled_from(
    [b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\0", b"\x80", b"\xef\xbb\xbf{}"]
)
NUMBERS = st.one_of(
    st.floats(),
    st.integers(),
    st.sampled_from([0, 0.5, 1, 3, 5, -0.0, 1e308, 10**400, 2**63, 10**4000, 5e-324]),
)
# JSON may name half of a character.
HALF = st.sampled_from(["\ud800", "a\udfff", "\ud83d"])
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, WORDS, HALF),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(WORDS, HALF), inner, max_size=3)
    ),
    max_leaves=5,
)
DEEP = st.builds(
    lambda sign, depth: sign * depth,
    st.sampled_from(["[", '{"x":', '[{"x":']),
    st.one_of(st.integers(1, 2000), st.just(100_000)),
)
# As deep as can be read, and closed again: what reads it may go deeper than what comes after.
NESTED = st.builds(
    lambda depth, name: f'{{"{name}": {"[" * depth}{"]" * depth}}}',
    st.one_of(st.integers(1, 2000), st.integers(900, 1000)),
    st.sampled_from(["x", "name", "text"]),
)
STONE = {"x": NUMBERS, "y": NUMBERS, "weight": NUMBERS}
GOOD_STONE = {"x": st.floats(0, 1), "y": st.floats(0, 1), "weight": st.integers(1, 5)}
MESSAGE = {"name": WORDS, "text": WORDS}
GOOD_MESSAGE = {"name": st.just("Frog"), "text": TEXT.map(lambda text: f"Croak {text}")}
THINGS = st.one_of(
    st.fixed_dictionaries(GOOD_STONE),
    st.fixed_dictionaries(GOOD_MESSAGE),
    st.fixed_dictionaries({}, optional=STONE),
    st.fixed_dictionaries({}, optional=MESSAGE),
    st.fixed_dictionaries({}, optional=dict.fromkeys([*STONE, *MESSAGE], JSON)),
)


def dumped(value: Any) -> str:
    """Return `value` as JSON, with the numbers that JSON lacks as Python writes them."""
    try:
        return json.dumps(value)
    except ValueError:  # A number of more digits than Python turns into text.
        return '{"x": 1' + 5000 * "0" + "}"


MESSAGES = st.one_of(
    st.builds(dumped, THINGS), st.builds(dumped, JSON), DEEP, NESTED, WORDS, st.just("1" * 5000)
)

# Requests ---------------------------------------------------------------------


def chunks(body: bytes, cuts: Sequence[int], bare: bool) -> list[Event]:
    """Return the events of a body that arrives in pieces; a bare piece has no ``body``."""
    ends = sorted({cut % (len(body) + 1) for cut in cuts} | {len(body)})
    starts = [0, *ends[:-1]]
    events: list[Event] = [
        {"type": "http.request", "body": body[start:end], "more_body": end < len(body)}
        for start, end in zip(starts, ends, strict=True)
    ]
    if bare:  # What has a default may be left out.
        events = [{key: value for key, value in event.items() if value} for event in events]
    return events


CHARSETS = st.sampled_from(
    ["", "", "", "utf-8", "latin-1", "utf-16", "utf-7", "hex", "rot13", "idna", "undefined",
     "base64", "unicode_escape", "no-such", '"', "utf-8\0", "ascii", "zlib", "punycode", "mbcs"]
)  # fmt: skip
BOUNDARY = "pond"


def part(name: str, value: str, head: str) -> bytes:
    """Return one part of a multipart body."""
    lines = [f"--{BOUNDARY}", f'Content-Disposition: form-data; name="{name}"{head}', "", value, ""]
    return "\r\n".join(lines).encode()


PART_HEADS = st.sampled_from(
    ["", "", "", '; filename="a.txt"', '; filename="../../x"', "; filename=", '; filename="\0"',
     "; filename*=utf-8''%ff", "\r\nContent-Type: text/plain; charset=hex",
     "\r\nContent-Transfer-Encoding: base64", "\r\nContent-Length: -1", '; filename="a\\"b"']
)  # fmt: skip


@st.composite
def multipart(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw a multipart body, whole or not, and its content type."""
    fields = draw(THINGS)
    head = draw(PART_HEADS)
    charset = draw(CHARSETS)
    body = b"".join(part(name, str(value), head) for name, value in text_of(fields).items())
    end = draw(st.sampled_from([f"--{BOUNDARY}--\r\n", f"--{BOUNDARY}", "", "--"]))
    boundary = draw(st.sampled_from([BOUNDARY, BOUNDARY, BOUNDARY, "", "other", "é", "a" * 300]))
    kind = f"multipart/form-data; boundary={boundary}" + (f"; charset={charset}" if charset else "")
    return kind, body + end.encode()


def text_of(fields: dict[str, Any]) -> dict[str, str]:
    """Return the fields as a form has them; what has no bytes is left out."""
    texts = {}
    for name, value in fields.items():
        try:
            texts[name] = str(value).encode("utf-8", "replace").decode()
        except ValueError:  # More digits than Python turns into text.
            texts[name] = "1" * 5000
    return texts


def form_bytes(fields: dict[str, Any]) -> bytes:
    """Return the fields as a form sends them."""
    return urlencode(text_of(fields)).encode()


def json_bytes(fields: dict[str, Any]) -> bytes:
    """Return the fields as JSON."""
    return dumped(fields).encode()


FORM = THINGS.map(form_bytes)
FORM_KIND = "application/x-www-form-urlencoded"
BODIES = st.one_of(
    st.tuples(st.just("application/json"), MESSAGES.map(lambda text: text.encode())),
    st.tuples(st.just("application/json"), st.one_of(ODD_BYTES, st.binary(max_size=20))),
    st.tuples(st.just(FORM_KIND), FORM),
    st.tuples(CHARSETS.map(lambda name: f"{FORM_KIND}; charset={name}"), FORM),
    st.tuples(st.just(FORM_KIND), st.one_of(ODD_BYTES, st.just(b"a&" * 1100), st.binary())),
    multipart(),
    st.tuples(WORDS, st.binary(max_size=50)),
    st.tuples(st.just("application/json"), st.just(b" " * 20_000)),
    st.tuples(st.just(""), st.just(b"")),
)  # fmt: skip
QUERIES = st.one_of(
    st.just(b""),
    st.lists(
        st.tuples(st.sampled_from(["after", "ms", "next", "x", "_encoding"]), WORDS), max_size=3
    ).map(lambda pairs: urlencode(pairs).encode()),
    st.integers(0, 6).map(lambda number: f"after={number}&ms={number}".encode()),
    st.just(b"a&" * 1100),
    st.one_of(ODD_BYTES, st.binary(max_size=20)),
    TEXT.map(lambda text: quote(text, safe="&=+;%").encode()),
)
METHODS = st.sampled_from(
    [
        "HEAD",
        "OPTIONS",
        "PUT",
        "DELETE",
        "TRACE",
        "PATCH",
        "CONNECT",
        "M-SEARCH",
        "get",
        "!",
        "A" * 200,
    ]
)


def header_bytes(text: str) -> bytes:
    """Return a text as a header can carry it: a server refuses the end of a line, and NUL."""
    kept = text.encode("utf-8", "replace")
    return bytes(byte for byte in kept if byte not in b"\r\n\0")


def mostly(good: Sequence[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return one of `good` three times in four, and else something odd."""
    return st.integers(0, 3).flatmap(lambda draw: odd if draw == 3 else st.sampled_from(good))


GOOD_COOKIES = st.sampled_from(
    [f"csrftoken={TOKEN}; sessionid={SESSION}".encode(), f"csrftoken={TOKEN}".encode()]
)
# A cookie in quotes may write any sign as a number, also what no header could hold.
COOKIES = st.one_of(
    st.just(f'csrftoken={TOKEN}; sessionid="\\000{SESSION}"'),
    WORDS.map(lambda text: f"csrftoken={TOKEN}; sessionid={text}"),
    WORDS.map(lambda text: f"csrftoken={text}; messages={text}"),
    WORDS,
).map(header_bytes)
HOSTS = st.one_of(
    st.sampled_from(["localhost:8000", "[::1]", "[", "a_b", "x:y", "localhost."]), WORDS
).map(header_bytes)
ORIGINS = mostly(
    [b"http://localhost"],
    st.one_of(
        st.sampled_from([
            b"null", b"", b"http://[", b"http://localhost:99999", b"http://localhost:x", b"//",
            b"localhost", b"http://pond.example", b"https://localhost", b"http://localhost\xff",
            b"http://\xe2", b"http://[::1]:8000", b"http://[localhost]", b"http://a\xe2\x84\x80b",
        ]),
        WORDS.map(header_bytes),
    ),
)  # fmt: skip
OTHER_HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [b"last-event-id", b"accept", b"range", b"if-modified-since", b"if-none-match",
             b"referer", b"x-forwarded-proto", b"x-forwarded-for", b"accept-encoding",
             b"accept-language", b"authorization", b"transfer-encoding", b"x_under", b"user-agent",
             b"content-encoding", b"traceparent", b"x-http-method-override", b"cookie", b"expect"]
        ),
        WORDS.map(header_bytes),
    ),
    max_size=3,
)  # fmt: skip
# What a server may say of itself, or leave out.
SURROUNDINGS: st.SearchStrategy[Scope] = st.fixed_dictionaries(
    {"http_version": st.sampled_from(["1.0", "1.1", "2", "3"])},
    optional={
        "client": st.sampled_from([None, ("127.0.0.1", 1), ("", 0), ("::1", 65535)]),
        "server": st.sampled_from([None, ("localhost", 80), ("/run/pond.sock", None)]),
        "scheme": st.sampled_from(["http", "https"]),
        "root_path": st.just(""),
        "raw_path": st.binary(max_size=5),
        "state": st.just({}),
        "extensions": st.sampled_from([{}, {"http.response.pathsend": {}}]),
    },
)


GOOD_BODIES = st.one_of(
    st.tuples(st.just("application/json"), st.fixed_dictionaries(GOOD_STONE).map(json_bytes)),
    st.tuples(st.just(FORM_KIND), st.fixed_dictionaries(GOOD_STONE).map(form_bytes)),
    st.tuples(st.just(FORM_KIND), st.fixed_dictionaries(GOOD_MESSAGE).map(form_bytes)),
)
ASPECTS = ["host", "cookie", "token", "method", "path", "query", "body", "headers", "cut"]


@st.composite
def requests(draw: st.DrawFn, paths: Sequence[str]) -> tuple[Scope, list[Event]]:
    """Draw a request to one of `paths`, odd in some of its aspects, and the events of its body."""
    is_odd = draw(st.sets(st.sampled_from(ASPECTS), max_size=4)).__contains__
    method = draw(METHODS if is_odd("method") else st.sampled_from(["GET", "POST"]))
    kind, body = "", b""
    if method == "POST" or is_odd("body"):
        kind, body = draw(BODIES if is_odd("body") else GOOD_BODIES)
    headers = [(b"host", draw(HOSTS) if is_odd("host") else b"localhost")]
    headers.append((b"cookie", draw(COOKIES if is_odd("cookie") else GOOD_COOKIES)))
    headers += [(b"content-type", header_bytes(kind))] if kind else []
    headers += [(b"content-length", str(len(body)).encode())] if draw(st.booleans()) else []
    headers += [] if is_odd("token") else [(b"x-csrftoken", TOKEN.encode())]
    headers += draw(OTHER_HEADERS) if is_odd("headers") else []
    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "method": method,
        "path": draw(odd(paths) if is_odd("path") else st.sampled_from(paths)),
        "query_string": draw(QUERIES) if is_odd("query") else b"",
        "headers": draw(st.permutations(headers)),
    }  # fmt: skip
    cuts = draw(st.lists(st.integers(0, 10_000), max_size=3)) if is_odd("cut") else []
    events = chunks(body, cuts, draw(st.booleans()))
    if is_odd("cut") and draw(st.booleans()):  # The client leaves in the midst of it.
        events = [event | {"more_body": True} for event in events]
        events.append({"type": "http.disconnect"})
    return scope | draw(SURROUNDINGS), events


def plain(path: str) -> tuple[Scope, list[Event]]:
    """Return a request to `path` with nothing odd, of a visitor who is logged in."""
    cookie = f"csrftoken={TOKEN}; sessionid={SESSION}".encode()
    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "method": "GET", "path": path,
        "query_string": b"", "headers": [(b"host", b"localhost"), (b"cookie", cookie)],
    }  # fmt: skip
    return scope, chunks(b"", [], False)


def odd(paths: Sequence[str]) -> st.SearchStrategy[str]:
    """Return paths, most of them as they are, some damaged, some made up."""
    known = st.sampled_from(paths)
    damaged = st.builds(
        lambda path, at, sign: path[: at % (len(path) + 1)] + sign + path[at % (len(path) + 1) :],
        known, st.integers(0, 40), st.sampled_from(["/", "//", ".", "\0", "\n", "é", "%", "?"]),
    )  # fmt: skip
    made_up = st.one_of(
        WORDS.map(lambda text: f"/{text}"),
        WORDS.map(lambda text: f"/static/{text}"),
        WORDS.map(lambda text: f"/admin/{text}/"),
        st.just(""),
        st.just("*"),
    )
    return st.one_of(damaged, made_up)


# WebSockets -------------------------------------------------------------------

RECEIVED = st.one_of(
    MESSAGES.map(lambda text: {"text": text}),
    MESSAGES.map(lambda text: {"bytes": text.encode(), "text": None}),
    MESSAGES.map(lambda text: {"bytes": None, "text": text}),
    st.one_of(ODD_BYTES, st.binary(max_size=20)).map(lambda body: {"bytes": body}),
    st.sampled_from([{"text": ""}, {"bytes": b""}, {"text": "x" * 5000}, {"bytes": b"x" * 5000}]),
).map(lambda message: {"type": "websocket.receive"} | message)
CODES: list[Event] = [{"code": code} for code in (1000, 1001, 1005, 1006, 4999)]
GOING = st.sampled_from([*CODES, {"code": 1000, "reason": ""}]).map(
    lambda how: {"type": "websocket.disconnect"} | how
)


@st.composite
def sockets(draw: st.DrawFn, paths: Sequence[str]) -> tuple[Scope, list[Event]]:
    """Draw a WebSocket, most often to one of `paths`, and what its client says."""
    cookie = draw(st.one_of(GOOD_COOKIES, COOKIES))
    headers = [(b"host", b"localhost"), (b"origin", draw(ORIGINS)), (b"cookie", cookie)]
    scope: Scope = {
        "type": "websocket", "asgi": {"version": "3.0"}, "path": draw(mostly(paths, odd(paths))),
        "query_string": draw(mostly([b"", b"after=0", b"after=3"], QUERIES)),
        "headers": draw(st.permutations(headers)),
        "subprotocols": draw(st.sampled_from([[], ["pond"], ["", "a" * 200]])),
    }  # fmt: skip
    said: list[Event] = draw(st.lists(RECEIVED, max_size=13))
    return scope | draw(SURROUNDINGS), [{"type": "websocket.connect"}, *said, draw(GOING)]
