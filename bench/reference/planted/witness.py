"""The entry point with WebSockets and a lifespan, planted beside manage.py, and watched.

Each line of ``witness.jsonl`` is a scope, an event that the server hands over, or one it is given.
"""

import json
from pathlib import Path

from by_hand import Event, Receive, Scope, Send
from by_hand.lifespan import drain, fill, with_lifespan
from entrypoints.websocket import application as watched

LOG = Path("witness.jsonl")
application_with_lifespan = with_lifespan(watched, fill, drain)


def plain(found: Event) -> dict[str, str]:
    """Return the keys of a scope or an event with their values as Python shows them."""
    texts: dict[str, str] = {}
    for key, value in found.items():
        if key == "asgi":
            texts |= {f"asgi.{name}": repr(inner) for name, inner in value.items()}
        elif key == "headers":
            texts[key] = ", ".join(name.decode() for name, _ in value)
        elif key == "extensions":
            texts[key] = ", ".join(sorted(value)) if value else repr(value)
        else:
            texts[key] = repr(value)
    return texts


def note(kind: str, scope: Scope, found: Event) -> None:
    """Write down one thing that passed."""
    with LOG.open("a", encoding="utf-8") as log:
        log.write(json.dumps([kind, scope["type"], plain(found)]) + "\n")


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand everything on, and write it down."""
    note("scope", scope, scope)

    async def receiving() -> Event:
        event = await receive()
        note("receive", scope, event)
        return event

    async def sending(event: Event) -> None:
        note("send", scope, event)
        await send(event)

    await application_with_lifespan(scope, receiving, sending)
