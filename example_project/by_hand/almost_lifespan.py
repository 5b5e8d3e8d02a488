"""Four answers to lifespan that look right; each is wrong in its own way."""

from typing import Any

from django.http import HttpResponse
from puddle.asgi import application as django_application

from by_hand import Receive, Scope, Send
from by_hand.lifespan import drain, fill, with_lifespan


async def returns_a_response(scope: Scope, receive: Receive, send: Send) -> HttpResponse | None:
    """Return an HTTP response, as a view would; a server drops what an application returns."""
    if scope["type"] == "lifespan":
        return HttpResponse(status=501)
    await django_application(scope, receive, send)
    return None


async def leaves_early(scope: Scope, receive: Receive, send: Send) -> None:
    """Agree to the start and return, so that nobody is there when the server stops."""
    if scope["type"] == "lifespan":
        await receive()
        await fill()
        await send({"type": "lifespan.startup.complete"})
        return
    await django_application(scope, receive, send)


async def raises(scope: Scope, receive: Receive, send: Send) -> None:
    """Raise when the start fails, which a server takes for having no lifespan."""
    if scope["type"] == "lifespan":
        await receive()
        raise ConnectionError("The well is dry.")
    await django_application(scope, receive, send)


class OfTwoCalls:
    """The shape of ASGI 2: one call with the scope, a second with the rest."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    async def __call__(self, receive: Receive, send: Send) -> None:
        """Answer as it should be answered, if only somebody came here."""
        await with_lifespan(django_application, fill, drain)(self.scope, receive, send)


APPLICATIONS: dict[str, Any] = {"http": django_application, "lifespan": OfTwoCalls}


async def routes_to_two_calls(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand lifespan to the class, in one call, as Channels' router does; that is a TypeError."""
    await APPLICATIONS[scope["type"]](scope, receive, send)
