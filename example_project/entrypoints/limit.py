"""A limit around the application: at most so many requests are prepared at the same time."""

from by_hand import Application, Event, Receive, Scope, Send


def limited(application: Application, most: int) -> Application:
    """Refuse an HTTP request with 503 while `most` others wait for their answer to begin.

    A response that has begun is not counted, so a stream may stay open; nor is another protocol.
    """
    waiting: set[int] = set()

    async def around(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_and_count(event: Event) -> None:
            waiting.discard(id(scope))
            await send(event)

        if scope["type"] != "http":
            await application(scope, receive, send)
        elif len(waiting) == most:
            await refuse(send)
        else:
            waiting.add(id(scope))
            try:
                await application(scope, receive, send_and_count)
            finally:  # It may have failed, or been cancelled, before it sent anything.
                waiting.discard(id(scope))

    return around


async def refuse(send: Send) -> None:
    """Answer that the site is busy, and when to come back."""
    headers = [(b"content-type", b"text/plain"), (b"retry-after", b"1")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": b"Busy; please try again.\n"})
