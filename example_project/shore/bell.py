"""Live notifications as server-sent events: the channel layer rings, the database tells. ASGI."""

import asyncio
import json
from collections.abc import AsyncGenerator

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.db import close_old_connections
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET
from pond.clocks import plain_text
from pond.logged_in import while_logged_in
from pond.validation import LARGEST_ID, whole_number
from pond.whoami import protocol

from shore.models import Notice

HEARTBEAT_SECONDS = 15
AT_MOST = 50


async def notices_after(user_id: int, last_id: int) -> list[Notice]:
    """Return at most 50 of the user's notices after `last_id`, and give the connection back."""
    found = Notice.objects.filter(user_id=user_id, pk__gt=last_id)[:AT_MOST]
    notices = [notice async for notice in found]
    await sync_to_async(close_old_connections)()
    return notices


async def stream(user_id: int, last_id: int) -> AsyncGenerator[str, None]:
    """Yield each notice after `last_id` as an event; look again at a ring, or after 15 seconds.

    A ring says only that there is something, and the database says what: a reader who was away
    gets what was committed, and a ring that got lost is made good after 15 seconds.
    """
    layer = get_channel_layer()
    bell = await layer.new_channel()
    await layer.group_add(f"notices-{user_id}", bell)
    try:
        while True:
            found = await notices_after(user_id, last_id)
            for notice in found:
                yield f"id: {notice.pk}\ndata: {json.dumps(notice.as_json())}\n\n"
                last_id = notice.pk
            if len(found) == AT_MOST:
                continue  # There may be more.
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await layer.receive(bell)
            except TimeoutError:
                yield ": still here\n\n"  # Proxies close a connection that says nothing.
    finally:
        await layer.group_discard(f"notices-{user_id}", bell)


@require_GET
async def live(request: HttpRequest) -> HttpResponseBase:
    """Stream the user's own notices; 501 under WSGI, 403 for who is not logged in."""
    if protocol(request) == "wsgi":
        return plain_text("This stream needs an ASGI server, such as uvicorn.", status=501)
    user = await request.auser()
    if user.pk is None:
        return plain_text("Log in first.", status=403)
    known = request.headers.get("Last-Event-ID", request.GET.get("after", "0"))
    try:
        last_id = whole_number(known, "after", LARGEST_ID)
    except ValueError as error:
        return plain_text(str(error), status=400)
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    events = while_logged_in(request.session, stream(user.pk, last_id))
    return StreamingHttpResponse(events, content_type="text/event-stream", headers=headers)
