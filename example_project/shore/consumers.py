"""The chat room over WebSocket: what one says, all hear at once."""

import json
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from shore.chat import say

TOO_LARGE, LONGEST = 4413, 4000  # The code of pond.consumers; characters of one JSON text.


class ChatConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels has no types.
    """One open page: takes ``{"name": ..., "text": ...}``, and passes on what anyone says."""

    groups = ("chat",)  # Joined before connect(), left at a disconnect, by Channels.
    closed = False  # What was sent before a side knew may still come; it is heeded no more.

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Say what came; who said it hears of it as all others do, or what is wrong with it."""
        body = text_data or bytes_data or ""
        if self.closed:
            return
        if len(body) > LONGEST:
            self.closed = True
            await self.close(TOO_LARGE)
            return
        said = await database_sync_to_async(say)(fields(body))
        if "errors" in said:
            await self.send(json.dumps(said))

    async def chat_message(self, event: dict[str, Any]) -> None:
        """Pass on a message: Channels calls this for each event of the type chat.message."""
        if not self.closed:
            await self.send(json.dumps({"message": event["message"]}))


def fields(body: str | bytes) -> dict[str, Any]:
    """Return the fields of a JSON object, and none of anything else: a form says what it lacks."""
    try:
        found = json.loads(body)
        json.dumps(found, ensure_ascii=False).encode()  # Half a character cannot be stored.
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
