"""Answers lifespan for Django: opens what requests share when the server starts, closes it after.

What is opened stands in ``scope["state"]``, of which the server gives every request a copy.
"""

import traceback
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from by_hand import Application, Receive, Scope, Send

Opening = Callable[[], AbstractAsyncContextManager[dict[str, Any]]]


def sharing(application: Application, opening: Opening) -> Application:
    """Keep `opening` open for as long as the server runs; hand all else to `application`."""

    async def around(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(opening, scope, receive, send)
        else:
            await application(scope, receive, send)

    return around


async def live(opening: Opening, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer both events of lifespan; a failure is told to the server, which then ends."""
    doing = (await receive())["type"]
    try:
        async with opening() as opened:
            scope["state"].update(opened)
            await send({"type": f"{doing}.complete"})
            doing = (await receive())["type"]
    except Exception:
        await send({"type": f"{doing}.failed", "message": traceback.format_exc()})
        return
    await send({"type": f"{doing}.complete"})
