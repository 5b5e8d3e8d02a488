"""Applications for a WebSocket without a framework: they answer, refuse, dismiss, or break it."""

from by_hand import Receive, Scope, Send


async def shout(scope: Scope, receive: Receive, send: Send) -> None:
    """Accept whoever knocks, and answer each text in capitals until the client has gone."""
    if scope["type"] != "websocket":
        raise ValueError(f"This application speaks WebSocket, not {scope['type']}.")
    await receive()  # websocket.connect
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] != "websocket.disconnect":
        text = event.get("text")  # None, or missing, where the message is bytes.
        answer = "Text, please." if text is None else text.upper()
        await send({"type": "websocket.send", "text": answer})


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Say no before the connection is open."""
    await receive()
    await send({"type": "websocket.close"})


async def dismiss(scope: Scope, receive: Receive, send: Send) -> None:
    """Listen to one message, then close with a code of our own."""
    await receive()
    await send({"type": "websocket.accept"})
    await receive()
    await send({"type": "websocket.close", "code": 4000, "reason": "enough"})


async def hasty(scope: Scope, receive: Receive, send: Send) -> None:
    """Send a message before the connection is accepted, which breaks the protocol."""
    await receive()
    await send({"type": "websocket.send", "text": "Too early."})
