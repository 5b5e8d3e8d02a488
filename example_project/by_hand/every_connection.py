"""One application for every kind of connection: change it, and watch what becomes of it."""

import asyncio

from by_hand import Receive, Scope, Send

HEADERS = [(b"content-type", b"text/plain")]
DROPS = (b"drip\n", b"drop\n", b"splash\n")


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Leave each type of scope to the function of its name."""
    answers = {"http": http, "websocket": websocket, "lifespan": lifespan}
    await answers[scope["type"]](scope, receive, send)


async def http(scope: Scope, receive: Receive, send: Send) -> None:
    """Send three drops, or the request's method, path and body."""
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    if scope["path"] == "/drops-async/":
        await drip(receive, send)
        return
    request = await receive()
    body = f"{scope['method']} {scope['path']} ".encode() + request["body"]
    await send({"type": "http.response.body", "body": body})


async def drip(receive: Receive, send: Send) -> None:
    """Send a drop every tenth of a second, as long as somebody is there."""
    leaving = asyncio.create_task(leave(receive))
    for drop in DROPS:
        left, _ = await asyncio.wait([leaving], timeout=0.1)
        if left:
            return
        await send({"type": "http.response.body", "body": drop, "more_body": True})
    leaving.cancel()
    await send({"type": "http.response.body"})


async def leave(receive: Receive) -> None:
    """Return once the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def websocket(scope: Scope, receive: Receive, send: Send) -> None:
    """Accept whoever knocks, and answer each text in capitals."""
    await receive()  # websocket.connect
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": event["text"].upper()})


async def lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    """Agree to the start and to the stop of the server."""
    for state in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{state}.complete"})
