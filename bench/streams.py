"""What 300 open connections hold: threads and memory, with event streams and with WebSockets."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from itertools import product
from pathlib import Path

from websockets.asyncio.client import connect

from bench.contenders import ASGI, serving
from bench.experiment import Experiment
from bench.load import tree
from bench.results import Quantity, Run

CONNECTIONS, AT_ONCE = 300, 20
SECONDS = 30
TARGET = "entrypoints.websocket:application"

Opened = AbstractAsyncContextManager[None]


@asynccontextmanager
async def stream(port: int) -> AsyncIterator[None]:
    """Open ``/ripples/``; its first event says that the view runs."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"GET /ripples/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.readuntil(b"retry: 2000\n\n")
        yield
    finally:
        writer.close()


@asynccontextmanager
async def websocket(port: int) -> AsyncIterator[None]:
    """Open the pond's WebSocket, from a page of the same host."""
    async with connect(f"ws://localhost:{port}/ws/pond/", origin="http://localhost"):  # type: ignore[arg-type]
        yield


OPEN: dict[str, Callable[[int], Opened]] = {"streams": stream, "WebSockets": websocket}


def measure(cell: dict[str, str], project: Path, _seconds: int) -> Run:
    """Open the connections, wait until all are answered, and look at the server."""
    with serving(cell["server"], project, "/now/", target=TARGET) as run:
        assert isinstance(run.address, int)  # noqa: S101 - measured servers listen on a port.
        before = held(run.process.pid)
        after = asyncio.run(held_open(OPEN[cell["open"]], run.address, run.process.pid))
    return {
        "threads": after["threads"],
        "memory": round(after["memory"] / before["memory"], 3),
        "megabytes": [round(state["memory"] / 1e6, 1) for state in (before, after)],
    }


def held(pid: int) -> dict[str, int]:
    """Return the threads and the memory of a process and all it has started.

    The memory is what would be free again if they ended, so that nothing shared counts twice.
    """
    processes = tree(pid)
    return {
        "threads": sum(process.num_threads() for process in processes),
        "memory": sum(process.memory_full_info().uss for process in processes),
    }


async def held_open(opened: Callable[[int], Opened], port: int, pid: int) -> dict[str, int]:
    """Return what the server holds while all connections are open."""
    async with AsyncExitStack() as stack, asyncio.timeout(SECONDS):
        for _ in range(CONNECTIONS // AT_ONCE):
            batch = [stack.enter_async_context(opened(port)) for _ in range(AT_ONCE)]
            await asyncio.gather(*batch)
        return held(pid)


EXPERIMENT = Experiment(
    name="streams",
    dimensions={"server": "{}", "open": "300 {}"},
    quantities={
        "threads": Quantity("threads of the server while 300 connections are open"),
        "memory": Quantity("memory of the server, as a multiple of what it held before"),
    },
    cells=tuple({"server": server, "open": kind} for kind, server in product(OPEN, ASGI)),
    measure=measure,
)
