"""Server-sent events: every page that stays open hears of each new stone. Needs ASGI."""

import asyncio
import json
from collections.abc import AsyncGenerator

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from pond.clocks import plain_text
from pond.models import Stone
from pond.validation import LARGEST_ID, whole_number
from pond.whoami import protocol

POLL_SECONDS = 0.5
HEARTBEAT_SECONDS = 15
AT_MOST = 100


def as_event(stone: Stone) -> str:
    """Return `stone` as one server-sent event; its id is what Last-Event-ID brings back."""
    return f"id: {stone.pk}\nevent: stone\ndata: {json.dumps(stone.as_json())}\n\n"


async def stones_after(last_id: int) -> list[Stone]:
    """Return the stones with an id above `last_id`, oldest first, at most 100."""
    stones = [stone async for stone in Stone.objects.filter(pk__gt=last_id)[:AT_MOST]]
    # A page stays open for hours. It gives its connection back between two looks.
    await sync_to_async(close_old_connections)()
    return stones


async def newest_id() -> int:
    """Return the id of the newest stone, 0 for an empty pond."""
    newest = await Stone.objects.alast()
    return newest.pk if newest else 0


async def events(last_id: int) -> AsyncGenerator[str, None]:
    """Yield each stone after `last_id` as an event, and a comment after 15 quiet seconds.

    Never ends by itself: when the reader leaves, Django cancels it at one of its awaits.
    It asks for more only when the last event is sent, so a slow reader costs no memory.
    """
    yield "retry: 2000\n\n"  # Milliseconds until the browser connects again.
    quiet_seconds = 0.0
    while True:
        stones = await stones_after(last_id)
        for stone in stones:
            yield as_event(stone)
            last_id = stone.pk
        quiet_seconds = 0 if stones else quiet_seconds + POLL_SECONDS
        if quiet_seconds >= HEARTBEAT_SECONDS:
            yield ": still here\n\n"  # Proxies close a connection that says nothing.
            quiet_seconds = 0
        await asyncio.sleep(POLL_SECONDS)


async def last_seen(request: HttpRequest) -> int:
    """Return the id after which the reader wants stones.

    A browser that connects again sends Last-Event-ID, which knows more than ``?after=``;
    without either, the stream starts now. Raises ValueError with a sentence for the sender.
    """
    if "Last-Event-ID" in request.headers:
        return whole_number(request.headers["Last-Event-ID"], "Last-Event-ID", LARGEST_ID)
    if "after" in request.GET:
        return whole_number(request.GET["after"], "after", LARGEST_ID)
    return await newest_id()


@require_GET
async def ripples(request: HttpRequest) -> HttpResponseBase:
    """Stream new stones to whoever listens; 501 under WSGI, 400 if the last id is invalid."""
    if protocol(request) == "wsgi":
        return plain_text("This stream needs an ASGI server, such as uvicorn.", status=501)
    try:
        last_id = await last_seen(request)
    except ValueError as error:
        return plain_text(str(error), status=400)
    return StreamingHttpResponse(
        events(last_id),
        content_type="text/event-stream",
        # Neither a cache nor nginx may hold events back.
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )
