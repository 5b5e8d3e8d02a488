"""Django's two applications, each behind a wrapper that prints what passes through.

gunicorn by_hand.watched:wsgi
uvicorn by_hand.watched:asgi
"""

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse

from puddle.asgi import application as asgi_application
from puddle.wsgi import application as wsgi_application

from by_hand import Event, Receive, Scope, Send


def wsgi(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Call Django, and print what it is given, what it starts and what it returns."""
    print("environ", environ)

    def watched(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        print("start_response", status, headers)
        return start_response(status, headers, *error)

    response = wsgi_application(environ, watched)
    print("return", list(response))
    return response


async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
    """Call Django, and print what it is given, what it receives and what it sends."""
    print("scope", scope)

    async def receiving() -> Event:
        event = await receive()
        print("receive", event)
        return event

    async def sending(event: Event) -> None:
        print("send", event)
        await send(event)

    await asgi_application(scope, receiving, sending)
