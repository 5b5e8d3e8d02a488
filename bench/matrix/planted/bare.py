"""Two applications without a framework, planted beside manage.py: they tell what a server sends."""

import json
from collections.abc import Callable, Iterable
from typing import Any


def told(kind: str, scheme: str, client: str | None) -> bytes:
    """Print the kind of call; return what the caller says of the client, as JSON."""
    print(f"called with {kind}")  # noqa: T201 - the log of the server is what is read
    return json.dumps({"scheme": scheme, "client": client}).encode()


async def asgi(scope: dict[str, Any], receive: Callable[[], Any], send: Callable[..., Any]) -> None:
    """Answer HTTP with the scheme and the client of the scope; agree to the lifespan."""
    body = told(scope["type"], scope.get("scheme", ""), (scope.get("client") or [None])[0])
    if scope["type"] == "lifespan":
        for moment in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{moment}.complete"})
    else:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})


def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with the scheme and the client of the environ."""
    body = told("a request", environ["wsgi.url_scheme"], environ.get("REMOTE_ADDR") or None)
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
