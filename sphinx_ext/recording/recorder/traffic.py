"""Sends one request through a real uvicorn and notes every event on its way.

Part of the recorder, and runs in its process: the server in the main thread, the client in
another, between them a socket on 127.0.0.1.
"""

import asyncio
import importlib
import socket
from typing import Any, Literal

import uvicorn

from sphinx_ext.recording.recorder.notes import CLIENT, SERVER, Notes, Recorder
from sphinx_ext.recording.recorder.words import counted

Json = dict[str, Any]


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
        notes.open()
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
