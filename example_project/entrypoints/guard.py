"""Middleware that refuses what Django and Channels fail at, before they see it.

Each rule stands for an error that leaves the application as a traceback in the server's log.
"""

from urllib.parse import urlsplit

from by_hand import Application, Receive, Scope, Send
from django.utils.http import parse_header_parameters

MOST_FIELDS = 1000  # As DATA_UPLOAD_MAX_NUMBER_FIELDS has it.


def guarded(application: Application) -> Application:
    """Refuse what the application would fail at, a request in words; hand on all else."""

    async def around(scope: Scope, receive: Receive, send: Send) -> None:
        fault = fault_of(scope) if scope["type"] != "lifespan" else ""
        if not fault:
            await application(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()  # websocket.connect
            await send({"type": "websocket.close"})
        else:
            await refuse(fault, send)

    return around


def header(scope: Scope, name: bytes) -> str:
    """Return the value of a header, several joined as Django joins them, or an empty text."""
    found = (value for key, value in scope["headers"] if key == name)
    return b",".join(found).decode("latin1")


def fault_of(scope: Scope) -> str:
    """Return what is wrong with a request or a WebSocket, or an empty text."""
    _, parameters = parse_header_parameters(header(scope, b"content-type"))
    if parameters.get("charset", "utf-8").lower() != "utf-8":
        return "A body is in UTF-8 here."
    if ".." in scope["path"].split("/"):
        return "A path has no two dots."
    if r"\000" in header(scope, b"cookie"):
        return "A cookie holds no NUL."
    if scope["query_string"].count(b"&") >= MOST_FIELDS:
        return "The query has too many fields."
    try:
        scope["query_string"].decode()
        urlsplit(header(scope, b"origin"))
    except ValueError:
        return "The query or the origin cannot be read."
    return ""


async def refuse(fault: str, send: Send) -> None:
    """Answer what is wrong."""
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": f"{fault}\n".encode()})
