"""Counts the sockets that hear of a stone: all that are open, or those of one process only.

python -m pond.headcount ws://127.0.0.1:8080/ws/pond/ --sockets 12
"""

import argparse
import asyncio
import json
import random
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

SECONDS = 10


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="pond.headcount", description="Who hears of a stone?")
    where = "where to connect, for example ws://127.0.0.1:8000/ws/pond/; several take turns"
    parser.add_argument("urls", nargs="+", metavar="url", help=where)
    parser.add_argument("--sockets", type=int, default=12, help="how many to open (default: 12)")
    parser.add_argument("--idle", type=float, default=0, help="seconds of silence before the stone")
    return parser.parse_args()


async def headcount(urls: Sequence[str], sockets: int, idle: float) -> int:
    """Open `sockets` WebSockets, throw a stone through the first; return how many heard of it."""
    stone = {"x": random.random(), "y": 0.5, "weight": 3}  # noqa: S311 - to know it again.
    async with AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(connect(url, origin=origin_of(url)))
            for url in islice(cycle(urls), sockets)
        ]
        await asyncio.sleep(idle)
        with suppress(ConnectionClosed):
            await opened[0].send(json.dumps(stone))
        return sum(await asyncio.gather(*(hears(socket, stone) for socket in opened)))


def origin_of(url: str) -> Any:
    """Return what a browser would say of a page on the same host."""
    return f"http://{urlsplit(url).netloc}"


async def hears(socket: ClientConnection, stone: dict[str, float]) -> bool:
    """Return whether `socket` is told of `stone` before the time is up."""
    with suppress(TimeoutError, ConnectionClosed):
        async with asyncio.timeout(SECONDS):
            async for message in socket:
                if stone.items() <= json.loads(message)["stone"].items():
                    return True
    return False


if __name__ == "__main__":
    asked = arguments()
    heard = asyncio.run(headcount(asked.urls, asked.sockets, asked.idle))
    print(f"{heard} of {asked.sockets} sockets heard of the stone.")
    sys.exit(heard < asked.sockets)
