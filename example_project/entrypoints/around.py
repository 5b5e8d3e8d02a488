"""Middleware around the whole application, grown from one that does nothing.

It sees what the server hands in and what the application hands out, of every protocol; nothing
here touches a model or a setting, so an entry point may import it on top.
"""

import time

from by_hand import Application, Event, Receive, Scope, Send


def untouched(application: Application) -> Application:
    """Hand everything on, in both directions; the others begin as a copy of this."""

    async def around(scope: Scope, receive: Receive, send: Send) -> None:
        await application(scope, receive, send)

    return around


def timed(application: Application) -> Application:
    """Say in each response how many milliseconds passed until it began."""

    async def around(scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()

        async def send_with_time(event: Event) -> None:
            ms = (time.perf_counter() - began) * 1000
            await send(with_header(event, b"server-timing", b"app;dur=%.1f" % ms))

        await application(scope, receive, send_with_time)

    return around


def with_header(event: Event, name: bytes, value: bytes) -> Event:
    """Return the event that starts a response with one more header, any other as it is."""
    if event["type"] != "http.response.start":
        return event
    return {**event, "headers": [*event.get("headers", []), (name, value)]}
