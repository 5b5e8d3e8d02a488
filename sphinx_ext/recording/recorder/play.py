"""Plays one connection with an application, without a socket, and notes every event on its way.

Part of the recorder. The lab runs this file too, in the reader's browser, where nothing listens.
"""

import asyncio
import importlib
import io
import json
import sys
from typing import Any

from asgiref.wsgi import WsgiToAsgiInstance

from sphinx_ext.recording.recorder.notes import (
    APPLICATION,
    CLIENT,
    SERVER,
    Event,
    Json,
    Notes,
    Recorder,
)
from sphinx_ext.recording.recorder.words import counted

SECONDS = 10.0
STONE = '{"x": 0.5, "y": 0.5, "weight": 3}'
# Django takes a POST from whoever brings the same token twice.
TOKEN = b"stonestonestonestonestonestonest"
POST_HEADERS = [
    (b"content-type", b"application/json"),
    (b"content-length", str(len(STONE)).encode()),
    (b"cookie", b"csrftoken=" + TOKEN),
    (b"x-csrftoken", TOKEN),
]
# The connections that throw a stone, which the database of a Django project keeps.
STONES = ("post", "websocket")


class Http:
    """A server and its client: one request, and an answer that is heard out or left early."""

    def __init__(self, notes: Notes, target: str, body: bytes = b"", *, leaves: bool = False):
        self.notes, self.leaves, self.body = notes, leaves, body
        self.scope = http_scope("POST" if body else "GET", target, POST_HEADERS if body else [])
        self.waiting: list[Event] = [{"type": "http.request", "body": body, "more_body": False}]
        self.expected = "http.response.start"
        self.over, self.left = asyncio.Event(), False

    def begin(self) -> None:
        """Have the client ask."""
        line = self.scope["raw_path"].decode() + "?" * bool(self.scope["query_string"])
        line += self.scope["query_string"].decode()
        detail = counted(self.body) if self.body else ""
        self.notes.add((CLIENT, SERVER), f"{self.scope['method']} {line}", detail, style="wire")

    async def receive(self) -> Event:
        """Hand over the request; after it, wait until the answer is over or the client gone."""
        if self.waiting:
            return self.waiting.pop(0)
        await self.over.wait()
        return {"type": "http.disconnect"}

    async def send(self, event: Event) -> None:
        """Hand the event on to the client, if it is the one that the protocol has next."""
        if self.left:
            return
        refuse_unexpected(event, self.expected)
        if event["type"] == "http.response.start":
            self.expected = "http.response.body"
            self.notes.add((SERVER, CLIENT), f"HTTP/1.1 {event['status']}", style="wire")
            return
        self.hand_on(event.get("body", b""))
        if not event.get("more_body", False):
            self.expected = "nothing more"
            self.over.set()

    def hand_on(self, body: bytes) -> None:
        """Give the client a piece of the body; it may leave with it."""
        if body:
            self.notes.add((SERVER, CLIENT), counted(body), event=body, style="wire")
        if body and self.leaves:
            self.left = True
            self.notes.add((CLIENT, SERVER), "closes the connection", style="quiet")
            self.over.set()

    def end(self, *, raised: bool) -> None:
        """Answer for an application that raised before it had begun."""
        if raised and self.expected == "http.response.start":
            self.notes.add((SERVER, CLIENT), "HTTP/1.1 500", style="wire")


class Socket:
    """A server and its client: a knock, one message, and a goodbye once it is answered."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.scope = websocket_scope("/ws/pond/")
        self.waiting: asyncio.Queue[Event] = asyncio.Queue()
        self.expected = "websocket.accept"

    def begin(self) -> None:
        """Have the client knock."""
        line = f"GET {self.scope['path']}"
        self.notes.add((CLIENT, SERVER), line, "Upgrade: websocket", style="wire")
        self.waiting.put_nowait({"type": "websocket.connect"})

    async def receive(self) -> Event:
        """Hand over what the client does, in its order."""
        return await self.waiting.get()

    async def send(self, event: Event) -> None:
        """Hand the event on to the client, which then does its next thing."""
        if event["type"] == "websocket.close":
            self.close(event.get("code", 1000))
            return
        refuse_unexpected(event, self.expected)
        if event["type"] == "websocket.accept":
            self.expected = "websocket.send"
            self.notes.add((SERVER, CLIENT), "HTTP/1.1 101", style="wire")
            self.notes.add((CLIENT, SERVER), "a message", counted(STONE.encode()), style="wire")
            self.waiting.put_nowait({"type": "websocket.receive", "text": STONE})
            return
        self.notes.add((SERVER, CLIENT), "a message", style="wire")
        self.notes.add((CLIENT, SERVER), "closes the connection", style="quiet")
        self.waiting.put_nowait({"type": "websocket.disconnect", "code": 1000, "reason": ""})

    def close(self, code: int) -> None:
        """Close for the application: before it has accepted, that is a refusal."""
        knocking = self.expected == "websocket.accept"
        label = "HTTP/1.1 403" if knocking else "closes the connection"
        self.notes.add((SERVER, CLIENT), label, style="wire" if knocking else "quiet")
        self.expected = "nothing more"
        left = {"type": "websocket.disconnect", "code": 1006 if knocking else code, "reason": ""}
        self.waiting.put_nowait(left)

    def end(self, *, raised: bool) -> None:
        """Refuse for an application that raised before it had answered."""
        if raised and self.expected == "websocket.accept":
            self.notes.add((SERVER, CLIENT), "HTTP/1.1 500", style="wire")


class Lifespan:
    """A server that starts, and stops as soon as the application agrees to the start."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        asgi = {"version": "3.0", "spec_version": "2.0"}
        self.scope: Json = {"type": "lifespan", "asgi": asgi, "state": {}}
        self.waiting: asyncio.Queue[Event] = asyncio.Queue()

    def begin(self) -> None:
        """Start."""
        self.waiting.put_nowait({"type": "lifespan.startup"})

    async def receive(self) -> Event:
        """Hand over what the server does, in its order."""
        return await self.waiting.get()

    async def send(self, event: Event) -> None:
        """Stop when the application has started."""
        if event["type"] == "lifespan.startup.complete":
            self.waiting.put_nowait({"type": "lifespan.shutdown"})

    def end(self, *, raised: bool) -> None:
        """Have nobody to tell."""


def refuse_unexpected(event: Event, expected: str) -> None:
    """Raise what servers raise, in their words, for an event that does not come next."""
    if event["type"] != expected:
        raise RuntimeError(f"Expected {expected}, but got {event['type']!r}.")


# What the server tells of a connection -------------------------------------------


def asked(target: str) -> Json:
    """Return the keys that the scopes of HTTP and WebSocket share, as Uvicorn writes them."""
    path, _, query = target.partition("?")
    return {
        "http_version": "1.1",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50000),
        "root_path": "",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "state": {},
    }


def http_scope(method: str, target: str, headers: list[tuple[bytes, bytes]]) -> Json:
    """Return the scope of a request."""
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "scheme": "http",
        "method": method,
        **asked(target),
        "headers": [(b"host", b"localhost"), *headers],
    }


def websocket_scope(target: str) -> Json:
    """Return the scope of a WebSocket, opened by a page of the same site."""
    return {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "scheme": "ws",
        **asked(target),
        "headers": [(b"host", b"localhost"), (b"origin", b"http://localhost")],
        "subprotocols": [],
    }


# WSGI beside it ---------------------------------------------------------------------

PARTNERS = {
    "method": ("REQUEST_METHOD",),
    "root_path": ("SCRIPT_NAME",),
    "path": ("PATH_INFO",),
    "query_string": ("QUERY_STRING",),
    "http_version": ("SERVER_PROTOCOL",),
    "scheme": ("wsgi.url_scheme",),
    "server": ("SERVER_NAME", "SERVER_PORT"),
    "client": ("REMOTE_ADDR",),
}
# What is no value to show, and another object in each server.
FILES = {"wsgi.input": "an object to read from", "wsgi.errors": "an object to write to"}


def environ_of(scope: Json, body: bytes) -> Json:
    """Return the environ that asgiref makes of a scope for an application of WSGI."""
    translator = WsgiToAsgiInstance(None)  # type: ignore[no-untyped-call]
    translator.scope = scope
    return dict(translator.build_environ(scope, io.BytesIO(body)))  # type: ignore[no-untyped-call]


def compared(scope: Json, body: bytes) -> list[list[str]]:
    """Return pairs of texts: an entry of the scope, and what WSGI says instead of it."""
    environ = environ_of(scope, body)
    rows: list[list[str]] = []
    for key, value in scope.items():
        if key != "headers":
            rows.append([entry(key, value), taken(environ, *PARTNERS.get(key, ()))])
            continue
        for name, text in value:
            plain = name.decode().upper().replace("-", "_")
            rows.append([repr((name, text)), taken(environ, plain, f"HTTP_{plain}")])
    rows.append(["await receive()", taken(environ, "wsgi.input")])
    return rows + [["", taken(environ, key)] for key in list(environ)]


def taken(environ: Json, *keys: str) -> str:
    """Take the entries of these names out of ``environ``, and return them as text."""
    return "\n".join(entry(key, environ.pop(key)) for key in keys if key in environ)


def entry(key: str, value: object) -> str:
    """Return an entry of a dictionary as Python writes it."""
    return f"{key!r}: {FILES.get(key) or repr(value)}"


# One run --------------------------------------------------------------------------


def peer(connection: str, notes: Notes) -> Http | Socket | Lifespan:
    """Return the server and the client of a connection."""
    if connection == "websocket":
        return Socket(notes)
    if connection == "lifespan":
        return Lifespan(notes)
    if connection == "post":
        return Http(notes, "/stones/", STONE.encode())
    if connection == "get":
        return Http(notes, "/slow-async/?ms=50")
    return Http(notes, "/drops-async/", leaves=connection == "disconnect")


async def play(application: Any, connection: str) -> Json:
    """Call the application once; return the steps, and the environ beside the scope."""
    notes = Notes()
    other, recorder = peer(connection, notes), Recorder(application, notes)
    notes.open()
    other.begin()
    try:
        async with asyncio.timeout(SECONDS):
            await recorder(dict(other.scope), other.receive, other.send)
    except TimeoutError:
        words = f"after {SECONDS:g} seconds"
        notes.add((SERVER, APPLICATION), "gives up", words, style="error")
    except Exception:  # The recorder has noted it.
        other.end(raised=True)
    pairs = compared(other.scope, other.body) if isinstance(other, Http) else []
    return {"steps": notes.finished(), "compared": pairs}


def prepare(connection: str) -> None:
    """Make the table of stones, where Django has been set up and a stone will fall."""
    registry = getattr(sys.modules.get("django.apps"), "apps", None)
    if connection in STONES and getattr(registry, "ready", False):
        from django.core.management import call_command

        call_command("migrate", "pond", verbosity=0)


def record(job: Json) -> Json:
    """Play ``job["connection"]`` with ``job["application"]``: module:name, or the object."""
    application = job["application"]
    if isinstance(application, str):
        module, _, name = application.partition(":")
        application = getattr(importlib.import_module(module), name)
    prepare(job["connection"])
    return asyncio.run(play(application, job["connection"]))


def tell(application: object, connection: str) -> None:
    """Print a recording as one line of JSON, for the page that asked for it."""
    told = json.dumps(record({"application": application, "connection": connection}))
    print(told)  # noqa: T201 - the lab shows a page what Python prints, and nothing else.
