"""The pond over WebSocket: a consumer is to one socket what a view is to one request.

The socket speaks JSON. It takes ``{"x": 0.5, "y": 0.5, "weight": 3}`` and answers
``{"stone": {...}, "you": name}`` or ``{"errors": {field: sentence}}``; of the stones of others
it says ``{"stone": {...}}``. Who was away asks for ``?after=ID`` and gets the missed ones first.
"""

import asyncio
import json
from collections import deque
from contextlib import suppress
from time import monotonic
from typing import Any

from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from django.core.exceptions import TooManyFieldsSent
from django.db import transaction
from django.http.request import QueryDict
from django.utils import timezone

from pond.logged_in import user_now
from pond.models import Stone
from pond.ripples import stones_after
from pond.validation import LARGEST_ID, StoneForm, errors_of, json_fields, whole_number

GROUP = "pond"
LONGEST_MESSAGE = 1000
MESSAGES_PER_SECOND = 10
SEND_SECONDS = 10
REJOIN_SECONDS = 15
# Why the server closes, after the statuses of HTTP; 4000 to 4999 is for applications to use.
# RFC 6455 has 1008 and 1009 for such cases, but Daphne fails where it is to send those.
BAD_REQUEST, TOO_LARGE, TOO_MANY = 4400, 4413, 4429


def announce(stone: Stone, thrower: str = "") -> None:
    """Tell every open socket but the thrower's, once the stone is committed.

    The stone has fallen even if the channel layer is away: Django logs that, and goes on.
    """
    event = {"type": "stone.fell", "stone": stone.as_json(), "thrower": thrower}

    def tell() -> None:
        async_to_sync(get_channel_layer().group_send)(GROUP, event)

    transaction.on_commit(tell, robust=True)


class PondConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels has no types.
    """One socket: hears of every stone, and throws those it is sent.

    A slow reader holds up nobody. While a send waits for it, Channels keeps up to 100 events
    for this socket (the layer's ``capacity``) and drops more; a reader that takes nothing for
    ten seconds is let go. The database has what either missed: a gap in the ids is filled from
    it, and who comes back asks with ``?after=``. A Redis that is restarted has forgotten the
    group, so each socket joins again every 15 seconds, and looks for what it missed.
    Under Daphne no send waits: it keeps what a slow reader has not taken in its own memory.
    """

    groups = (GROUP,)  # Joined before connect(), by Channels.

    def __init__(self) -> None:
        super().__init__()
        self.arrivals: deque[float] = deque(maxlen=MESSAGES_PER_SECOND)
        self.last_id = 0  # Of the newest stone it has heard of, or says it knows; 0 before one.
        self.refused = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Leave the group however the socket ends; Channels does so at a disconnect only."""
        rejoining = asyncio.create_task(self.rejoin())
        try:
            await super().__call__(scope, receive, send)
        finally:
            rejoining.cancel()
            if hasattr(self, "channel_name"):  # Not if the channel layer was away.
                await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def connect(self) -> None:
        """Accept the socket and send what it missed.

        The group is joined already, so a stone that falls meanwhile is sent twice, not never.
        """
        await self.accept()
        try:
            query = QueryDict(self.scope["query_string"])
            if "after" in query:
                await self.catch_up(whole_number(query["after"], "after", LARGEST_ID))
        except (ValueError, TooManyFieldsSent) as error:
            await self.refuse(BAD_REQUEST, "after", str(error))

    async def catch_up(self, last_id: int) -> None:
        """Send the stones with an id above `last_id`, oldest first."""
        self.last_id = last_id
        while missed := await stones_after(last_id):
            for stone in missed:
                await self.deliver({"stone": stone.as_json()})
            self.last_id = last_id = missed[-1].pk

    async def rejoin(self) -> None:
        """Join the group again, now and then, and catch up; while Redis is away, in vain."""
        opened = timezone.now()
        while True:
            await asyncio.sleep(REJOIN_SECONDS)
            with suppress(Exception):
                await self.channel_layer.group_add(GROUP, self.channel_name)
                if not self.last_id:  # It has heard of none yet.
                    earlier = await Stone.objects.filter(thrown_at__lt=opened).alast()
                    self.last_id = earlier.pk if earlier else 0
                await self.catch_up(self.last_id)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Throw the stone that a message describes; close on what no page of ours would send."""
        body = text_data or bytes_data or ""
        if self.refused:
            return  # Sent before the client knew; read, because Hypercorn waits for that.
        if len(body) > LONGEST_MESSAGE:
            sentence = f"A message has at most {LONGEST_MESSAGE} characters."
            await self.refuse(TOO_LARGE, "body", sentence)
        elif self.too_fast():
            sentence = f"At most {MESSAGES_PER_SECOND} messages a second, please."
            await self.refuse(TOO_MANY, "body", sentence)
        else:
            self.scope["user"] = await user_now(self.scope["session"])  # May have logged out.
            await self.deliver(await database_sync_to_async(self.throw)(body))

    def too_fast(self) -> bool:
        """Note the time, and return whether the tenth message before came within a second."""
        now = monotonic()
        full = len(self.arrivals) == MESSAGES_PER_SECOND
        too_fast = full and now - self.arrivals[0] < 1
        self.arrivals.append(now)
        return too_fast

    def throw(self, body: str | bytes) -> dict[str, Any]:
        """Save the stone, tell the others, and return the answer for the sender."""
        try:
            form = StoneForm(json_fields(body))
        except ValueError as error:
            return {"errors": {"body": str(error)}}
        if not form.is_valid():
            return {"errors": errors_of(form)}
        stone = form.save()
        announce(stone, thrower=self.channel_name)
        return {"stone": stone.as_json(), "you": self.scope["user"].get_username()}

    async def stone_fell(self, event: dict[str, Any]) -> None:
        """Pass on what `announce` says; the thrower has its answer already."""
        stone = event["stone"]
        if 0 < self.last_id < stone["id"] - 1:  # The channel layer may have dropped some.
            await self.catch_up(self.last_id)
        elif event["thrower"] != self.channel_name:
            await self.deliver({"stone": stone})
        self.last_id = max(self.last_id, stone["id"])

    async def deliver(self, message: dict[str, Any]) -> None:
        """Send `message`, and let go of a reader that does not take it in time."""
        if self.refused:
            return
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self.send(json.dumps(message))
        except OSError:  # TimeoutError, or what a server raises when the client has gone.
            await self.websocket_disconnect({"code": None})  # Leaves the group, and ends here.

    async def refuse(self, code: int, field: str, sentence: str) -> None:
        """Say what is wrong, close, and heed nothing more."""
        await self.deliver({"errors": {field: sentence}})
        self.refused = True
        await self.close(code)  # Its reason would have to fit into 123 bytes.


class Nowhere(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels has no types.
    """Refuses a socket at a path that leads nowhere."""

    async def connect(self) -> None:
        """Close before accepting: the client sees 403."""
        await self.close()
