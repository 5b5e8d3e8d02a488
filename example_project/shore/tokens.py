"""A streaming API: an answer token by token, as a language model gives it, a line for each."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe
from pond.whoami import protocol

ANSWER = "A stone falls, the water closes over it, and only the rings go on to tell of it."
GAP_SECONDS = 0.15


def line(word: str) -> str:
    """Return one token as a line of JSON."""
    return json.dumps({"token": f"{word} "}) + "\n"


def tokens() -> Iterator[str]:
    """Yield a token after each gap, and hold the thread meanwhile: for WSGI."""
    for word in ANSWER.split():
        time.sleep(GAP_SECONDS)
        yield line(word)


async def tokens_async() -> AsyncIterator[str]:
    """Yield as `tokens` does, and leave the event loop to others meanwhile: for ASGI."""
    for word in ANSWER.split():
        await asyncio.sleep(GAP_SECONDS)
        yield line(word)


@require_GET
def answer(request: HttpRequest) -> StreamingHttpResponse:
    """Stream the answer from the generator that fits the protocol."""
    fitting = tokens_async() if protocol(request) == "asgi" else tokens()
    return StreamingHttpResponse(
        fitting, content_type="application/x-ndjson", headers={"X-Accel-Buffering": "no"}
    )


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the page that asks, and writes each token as it comes."""
    return render(request, "shore/tokens.html")
