"""Puts the same conversation to every ASGI server, and returns the scopes and events of it."""

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from bench.servers import ASGI_SERVERS, Run, Server, started
from sphinx_ext.processes import awaited
from sphinx_ext.workspace import clean_environment, workspace

PLANTED = Path(__file__).resolve().parent / "planted"
CLIENTS = "test clients"
PAGE = Origin("http://localhost")
TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:+]+")
Line = list[Any]
# The keys that a test client, or an application, adds for itself.
OWN = ("_body_file",)


def lines(project: Path) -> list[Line]:
    """Return what has been written down so far."""
    file = project / "witness.jsonl"
    if not file.exists():
        return []
    texts = file.read_text(encoding="utf-8").split("\n")
    return [json.loads(text) for text in texts[:-1]]


def passed(project: Path, event: str, times: int = 1) -> bool:
    """Await that an event has passed so many times; return whether it did."""
    name = repr(event)
    return awaited(
        lambda: sum(found.get("type") == name for _, _, found in lines(project)) >= times, 15
    )


def request(run: Run, text: str) -> socket.socket:
    """Send a request as it is written; return the connection, for whoever wants the answer."""
    assert isinstance(run.address, int)  # noqa: S101 - a port was asked for
    client = socket.create_connection(("127.0.0.1", run.address), timeout=30)
    client.sendall(text.replace("\n", "\r\n").encode())
    return client


def converse(run: Run, project: Path) -> None:
    """A request with a body, one whose client leaves, a WebSocket, and the end of the server."""
    body = "GET /n%6Fw/?ms=5 HTTP/1.1\nHost: localhost\nX-Stone: heavy\nContent-Length: 5\n\nstone"
    with request(run, body) as client:
        client.recv(65536)
    with request(run, "GET /slow-async/?ms=5000 HTTP/1.1\nHost: localhost\n\n"):
        passed(project, "http.request", 2)
    passed(project, "http.disconnect")
    talk(f"ws://127.0.0.1:{run.address}/ws/ch%61t/?ms=5")
    passed(project, "websocket.disconnect")
    with suppress(InvalidStatus):  # Refused, and meant to be.
        connect(f"ws://127.0.0.1:{run.address}/ws/nowhere/", origin=PAGE, proxy=None).close()
    run.process.send_signal(signal.SIGTERM)
    awaited(lambda: run.process.poll() is not None, 30)


def talk(address: str) -> None:
    """Open a WebSocket, say something, await the answer, and say goodbye."""
    with connect(address, origin=PAGE, subprotocols=[Subprotocol("stone")], proxy=None) as opened:
        opened.send("{}")
        opened.recv(timeout=15)


def watched(server: Server) -> list[Line]:
    """Return what passed between a server and the application."""
    with workspace() as project:
        for file in PLANTED.glob("*.py"):
            shutil.copy(file, project)
        with started(server, project, target="witness:application") as run:
            converse(run, project)
        return [told(line, run.address) for line in lines(project)]


def clients() -> list[Line]:
    """Return the scopes that the clients of tests make."""
    with workspace() as project:
        for file in PLANTED.glob("*.py"):
            shutil.copy(file, project)
        subprocess.run(
            [sys.executable, "clients.py"], cwd=project, env=clean_environment(), check=True
        )
        return [told(line, "8000") for line in lines(project)]


def told(line: Line, address: object) -> Line:
    """Return a line with the port of a reader, and without what is nobody else's."""
    kind, scope, found = line
    kept = {key: text for key, text in found.items() if key not in OWN}
    texts = {key: TIME.sub("...", text.replace(str(address), "8000")) for key, text in kept.items()}
    if texts.get("client", "None") != "None":
        host = texts["client"].partition(",")[0]
        texts["client"] = f"{host}, ...{texts['client'][-1]}"
    return [kind, scope, texts]


def scopes(found: dict[str, list[Line]]) -> dict[str, dict[str, dict[str, str]]]:
    """Return, for each type of scope, each key with the value that each of them sends."""
    types: dict[str, dict[str, dict[str, str]]] = {}
    for name, passed_lines in found.items():
        first: dict[str, dict[str, str]] = {}
        for kind, scope, texts in passed_lines:
            if kind == "scope":
                first.setdefault(scope, texts)
        for scope, texts in first.items():
            for key, text in texts.items():
                types.setdefault(scope, {}).setdefault(key, {})[name] = text
    return types


def events(found: dict[str, list[Line]]) -> dict[str, dict[str, dict[str, dict[str, str]]]]:
    """Return, for each direction and type of event, the first of each server."""
    directions: dict[str, dict[str, dict[str, dict[str, str]]]] = {"receive": {}, "send": {}}
    for name, passed_lines in found.items():
        for kind, _, texts in passed_lines:
            if kind in directions:
                event = texts["type"].strip("'")
                directions[kind].setdefault(event, {}).setdefault(name, texts)
    return directions


def asked(servers: tuple[Server, ...] = ASGI_SERVERS) -> dict[str, Any]:
    """Return the scopes and events of the servers, and the scopes of the test clients."""
    found = {server.name: watched(server) for server in servers}
    return {"scopes": scopes(found | {CLIENTS: clients()}), "events": events(found)}
