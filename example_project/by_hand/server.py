"""A server without sockets: it calls an ASGI application as a server does, and keeps what it sends.

The pages use it where a real server would only hide the events.
"""

import asyncio

from by_hand import Application, Event, Scope


def http_scope(path: str = "/", method: str = "GET", query_string: bytes = b"") -> Scope:
    """Return the scope of an HTTP request, with every key that the specification requires."""
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": query_string,
        "headers": [(b"host", b"localhost")],
    }


async def serve(application: Application, scope: Scope, *events: Event) -> list[Event]:
    """Call ``application`` once and return the events it sent.

    ``receive`` hands out ``events`` in order (an empty request body if there are none).
    After the last one it waits, as a server does while the client stays connected.
    """
    waiting = list(events or [{"type": "http.request", "body": b"", "more_body": False}])
    sent: list[Event] = []

    async def receive() -> Event:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(event: Event) -> None:
        sent.append(event)

    await application(scope, receive, send)
    return sent
