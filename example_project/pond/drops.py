"""A stream of three drops, written twice: with a plain generator and with an async one."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

from django.http import HttpRequest, StreamingHttpResponse

DROPS = ("drip\n", "drop\n", "splash\n")
GAP_SECONDS = 1.0


def falling() -> Iterator[str]:
    """Yield a drop after each second, and hold the thread meanwhile."""
    for drop in DROPS:
        time.sleep(GAP_SECONDS)
        yield drop


async def falling_async() -> AsyncIterator[str]:
    """Yield as `falling` does, and leave the event loop to others meanwhile."""
    for drop in DROPS:
        await asyncio.sleep(GAP_SECONDS)
        yield drop


def drops(request: HttpRequest) -> StreamingHttpResponse:
    """Stream from the plain generator."""
    return StreamingHttpResponse(falling(), content_type="text/plain; charset=utf-8")


async def drops_async(request: HttpRequest) -> StreamingHttpResponse:
    """Stream from the async generator."""
    return StreamingHttpResponse(falling_async(), content_type="text/plain; charset=utf-8")
