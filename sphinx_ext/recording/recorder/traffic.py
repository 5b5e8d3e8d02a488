"""Sends one request through a real uvicorn and notes every event on its way.

Part of the recorder, and runs in its process: the server in the main thread, the client in
another, between them a socket on 127.0.0.1.
"""

import asyncio
import importlib
import socket
import time
from collections.abc import Awaitable, Callable, MutableMapping
from itertools import pairwise
from typing import Any, Literal

import uvicorn

from sphinx_ext.recording.recorder.words import as_text, counted, described

Json = dict[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

CLIENT, SERVER, APPLICATION = "client", "server", "application"


class Notes:
    """The steps of a recording, from both threads; times count from ``opened``."""

    def __init__(self) -> None:
        self.steps: list[Json] = []
        self.opened = time.perf_counter()
        self.complaint = ""

    def add(self, way: tuple[str, str], label: str, detail: str = "", **more: Any) -> None:
        """Note that ``label`` goes from ``way[0]`` to ``way[1]`` now."""
        step = {"from": way[0], "to": way[1], "label": label, "detail": detail}
        self.steps.append({"at": time.perf_counter(), **step, **more})

    def finished(self) -> list[Json]:
        """Return the steps in order, with times in milliseconds and the events as text."""
        steps = sorted(self.steps, key=lambda step: step["at"])
        # A call of receive() that is answered at once is told by its answer alone.
        answered = [
            "receive" in one and one["receive"] == two.get("receive")
            for one, two in pairwise([*steps, {}])
        ]
        return [
            {
                **{key: step[key] for key in ("from", "to", "label", "detail")},
                "at": round((step["at"] - self.opened) * 1000, 3),
                "style": step.get("style", "event"),
                "running": step.get("running", 0),
                "event": as_text(step.get("event")),
            }
            for step, left_out in zip(steps, answered, strict=True)
            if not left_out
        ]


class Recorder:
    """An application around ``application`` that notes its scope, events and end."""

    def __init__(self, application: Any, notes: Notes) -> None:
        self.application = application
        self.notes = notes
        self.receives = 0
        self.raised: list[str] = []
        self.statuses: list[int] = []

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """Call the application with a ``receive`` and ``send`` that take notes."""
        about = f"{scope['method']} {scope['path']}" if scope["type"] == "http" else ""
        label = f"scope {scope['type']}"
        self.notes.add((SERVER, APPLICATION), label, about, event=dict(scope), running=1)
        try:
            await self.application(scope, self.receiving(receive), self.sending(send))
        except asyncio.CancelledError:
            self.end("is cancelled")
            raise
        except BaseException as error:
            self.raised.append(type(error).__name__)
            self.end(f"raises {type(error).__name__}", str(error), style="error")
            raise
        self.end("returns")

    def end(self, label: str, detail: str = "", style: str = "quiet") -> None:
        """Note how the application ends."""
        self.notes.add((APPLICATION, SERVER), label, detail, style=style, running=-1)

    def receiving(self, receive: Receive) -> Receive:
        """Return ``receive`` with notes of its call, its answer and its cancellation."""

        async def noted() -> Event:
            self.receives += 1
            number = self.receives
            self.notes.add((APPLICATION, SERVER), "await receive()", style="quiet", receive=number)
            try:
                event = await receive()
            except asyncio.CancelledError:
                self.notes.add((APPLICATION, SERVER), "cancels receive()", style="quiet")
                raise
            self.notes.add((SERVER, APPLICATION), **described(event), receive=number)
            return event

        return noted

    def sending(self, send: Send) -> Send:
        """Return ``send`` with a note of each event."""

        async def noted(event: Event) -> None:
            self.notes.add((APPLICATION, SERVER), **described(event))
            self.statuses += [event["status"]] if "status" in event else []
            await send(event)

        return noted


# The two ends -----------------------------------------------------------------


class Server(uvicorn.Server):
    """A uvicorn that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does, then say so."""
        await super().startup(sockets)
        self.listens.set()


def talk(address: tuple[str, int], request: bytes, chunks: int | None, notes: Notes) -> None:
    """Be the client: send ``request`` and read the answer, to its end or for ``chunks`` chunks."""
    with socket.create_connection(address) as connection:
        notes.opened = time.perf_counter()
        note_bytes(notes, (CLIENT, SERVER), request, first=True)
        connection.sendall(request)
        answer = b""
        while chunks is None or chunks_in(answer) < chunks:
            data = connection.recv(65536)
            if not data:
                notes.add((SERVER, CLIENT), "closes the connection", style="quiet")
                notes.complaint = closed_early(chunks, answer)
                return
            note_bytes(notes, (SERVER, CLIENT), data, first=not answer)
            answer += data
        notes.add((CLIENT, SERVER), "closes the connection", style="quiet")


def note_bytes(notes: Notes, way: tuple[str, str], data: bytes, *, first: bool) -> None:
    """Note bytes on the wire; the first of a message are named by their first line."""
    line = data.partition(b"\r\n")[0].decode("latin-1")
    label = (line, counted(data)) if first else (counted(data),)
    notes.add(way, *label, event=data, style="wire")


def closed_early(chunks: int | None, answer: bytes) -> str:
    """Return what is wrong with an answer that ends before the client was to leave."""
    if chunks is None:
        return ""
    status = answer.partition(b"\r\n")[0].decode("latin-1")
    return (
        f"The response {status} ended after {chunks_in(answer)} chunks, so the client could not "
        f"leave after {chunks}; lower :disconnect-after: or take it out."
    )


def chunks_in(answer: bytes) -> int:
    """Return how many whole body chunks ``answer`` holds (Transfer-Encoding: chunked)."""
    rest, count = answer.partition(b"\r\n\r\n")[2], 0
    while True:
        size_line, found, rest = rest.partition(b"\r\n")
        size = int(size_line.partition(b";")[0] or b"0", 16) if found else 0
        if not size or len(rest) < size + 2:
            return count
        rest, count = rest[size + 2 :], count + 1


def record(job: Json) -> Json:
    """Serve ``job["application"]`` for one request, ``job["request"]``; return every step."""
    module, _, name = job["application"].partition(":")
    notes = Notes()
    recorder = Recorder(getattr(importlib.import_module(module), name), notes)
    try:
        asyncio.run(serve(configured(recorder, job["lifespan"]), job, notes))
    except SystemExit as stop:
        if not recorder.raised:
            raise
        notes.add((SERVER, CLIENT), "does not start", f"exit code {stop.code}", style="error")
    if notes.complaint:
        raise SystemExit(notes.complaint)
    raised = {"raises": recorder.raised[-1]} if recorder.raised else {}
    return {"steps": notes.finished(), "statuses": recorder.statuses, **raised}


def configured(recorder: Recorder, lifespan: Literal["off", "on", "auto"]) -> uvicorn.Config:
    """Return a quiet uvicorn that is the same on every machine."""
    return uvicorn.Config(
        recorder,
        interface="asgi3",
        lifespan=lifespan,
        http="h11",
        loop="asyncio",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
    )


async def serve(config: uvicorn.Config, job: Json, notes: Notes) -> None:
    """Run the server until the client has its answer; pass on what either raises."""
    server = Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    request = job["request"].encode("latin-1")

    async def visit() -> None:
        await server.listens.wait()
        try:
            address = listener.getsockname()
            await asyncio.to_thread(talk, address, request, job["disconnect_after"], notes)
        finally:
            server.should_exit = True

    visitor = asyncio.create_task(visit())
    with listener:
        await server.serve([listener])
    await visitor
