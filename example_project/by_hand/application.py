"""An ASGI application without a framework, so that nothing stands between you and the events."""

from by_hand import Receive, Scope, Send


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer an HTTP request with a line of text that names its path."""
    if scope["type"] != "http":
        raise ValueError(f"This application speaks HTTP, not {scope['type']}.")
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    body = f"You asked for {scope['path']}.\n".encode()
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer an HTTP request with its own body, piece by piece as it arrives."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    more = True
    while more:
        event = await receive()
        more = event.get("more_body", False)
        await send({"type": "http.response.body", "body": event["body"], "more_body": more})
