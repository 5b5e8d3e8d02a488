"""Many outgoing calls, in three ways: one after the other, in threads, and on the event loop."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.http import HttpRequest, JsonResponse

from shore.services import ADDRESSES, ask, ask_async

AT_ONCE = 10  # As many calls as one request makes at a time; the next one waits.


def in_turn(urls: Sequence[str], ask: Callable[[str], str] = ask) -> list[str]:
    """Ask one after the other: as long as all take together."""
    return [ask(url) for url in urls]


def in_threads(urls: Sequence[str], ask: Callable[[str], str] = ask) -> list[str]:
    """Ask at once, each in a thread: as long as the slowest takes."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(ask, urls))


async def together(
    urls: Sequence[str], ask: Callable[[str], Awaitable[str]] = ask_async
) -> list[str]:
    """Ask at once, as coroutines: as long as the slowest takes, and no more than AT_ONCE."""
    free = asyncio.Semaphore(AT_ONCE)

    async def when_free(url: str) -> str:
        async with free:
            return await ask(url)

    return await asyncio.gather(*(when_free(url) for url in urls))


def calls_in_turn(request: HttpRequest) -> JsonResponse:
    """Answer with what the services say, asked in turn."""
    return JsonResponse({"answers": in_turn(ADDRESSES)})


def calls_in_threads(request: HttpRequest) -> JsonResponse:
    """Answer with what the services say, asked in threads."""
    return JsonResponse({"answers": in_threads(ADDRESSES)})


async def calls_together(request: HttpRequest) -> JsonResponse:
    """Answer with what the services say, asked on the event loop."""
    return JsonResponse({"answers": await together(ADDRESSES)})
