"""Puts events and bytes into words, for the steps of a recording.

Part of the recorder, and runs in its process.
"""

import pprint
from collections.abc import MutableMapping
from typing import Any

SHOWN_BYTES = 240


def described(event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Return an event with its label and what matters of it in a few words."""
    if "status" in event:
        detail = f"status {event['status']}"
    elif event["type"] in ("http.request", "http.response.body"):
        size = counted(event.get("body", b""))
        detail = f"{size}, more_body={event.get('more_body', False)}"
    elif event["type"] in ("websocket.receive", "websocket.send"):
        detail = str(event.get("text") or counted(event.get("bytes") or b""))
    elif "code" in event:
        detail = f"code {event['code']}"
    else:
        detail = str(event.get("message", ""))
    return {"label": event["type"], "detail": detail, "event": dict(event)}


def counted(data: bytes) -> str:
    """Return the size of ``data`` in words."""
    return "1 byte" if len(data) == 1 else f"{len(data):,} bytes"


class Shortened:
    """Stands for bytes too long to show; its repr says how many there are."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __repr__(self) -> str:
        return f"<{counted(self.data)} that begin {self.data[:60]!r}>"


def shortened(value: Any) -> Any:
    """Return ``value`` with every long bytes object in it replaced by its beginning."""
    if isinstance(value, bytes) and len(value) > SHOWN_BYTES:
        return Shortened(value)
    if isinstance(value, dict):
        return {key: shortened(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(shortened, value))
    return value


def as_text(event: Any) -> str:
    """Return an event as Python writes it, and bytes on the wire line by line."""
    if isinstance(event, bytes):
        lines = [repr(line) for line in event[: SHOWN_BYTES * 4].splitlines(keepends=True)]
        rest = len(event) - SHOWN_BYTES * 4
        return "\n".join(lines + [f"... and {rest:,} bytes more"] * (rest > 0))
    return "" if event is None else pprint.pformat(shortened(event), width=58, sort_dicts=False)
