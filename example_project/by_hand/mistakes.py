"""Applications that break the protocol, so that a server can say what is wrong with them."""

from by_hand import Receive, Scope, Send


async def body_first(scope: Scope, receive: Receive, send: Send) -> None:
    """Send a body before the status and the headers."""
    await send({"type": "http.response.body", "body": b"Too early."})


async def silent(scope: Scope, receive: Receive, send: Send) -> None:
    """Return without sending anything."""
