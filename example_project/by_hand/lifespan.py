"""Answers lifespan for an application that does not, such as Django's."""

from collections.abc import Awaitable, Callable

from puddle.asgi import application as django_application

from by_hand import Application, Receive, Scope, Send

Hook = Callable[[], Awaitable[None]]


def with_lifespan(application: Application, start: Hook, stop: Hook) -> Application:
    """Return an application that calls `start` and `stop`, and hands all else to `application`."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await application(scope, receive, send)
            return
        await receive()  # lifespan.startup
        try:
            await start()
        except Exception as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()  # lifespan.shutdown, minutes or months later
        await stop()
        await send({"type": "lifespan.shutdown.complete"})

    return wrapped


async def fill() -> None:
    """Stand for what a project opens once: a pool, a client, a model in memory."""
    print("The pond is filled.")


async def drain() -> None:
    """Stand for closing it."""
    print("The pond is drained.")


application = with_lifespan(django_application, fill, drain)
