"""Work that goes on after the answer, in two ways: a task of the event loop, and a thread."""

import asyncio
import threading
import time

from django.http import HttpRequest, HttpResponse

from pond.clocks import plain_text

SECONDS = 2.0
# The event loop keeps no strong reference to a task; without one it may vanish half way.
tasks: set[asyncio.Task[None]] = set()


async def in_a_task() -> None:
    """Take a while, and say on the server's terminal how it ended."""
    try:
        await asyncio.sleep(SECONDS)
        print("the task is done", flush=True)
    except asyncio.CancelledError:
        print("the task is cancelled", flush=True)
        raise


def in_a_thread() -> None:
    """Take a while, and say on the server's terminal that it is done."""
    time.sleep(SECONDS)
    print("the thread is done", flush=True)


async def later_task(request: HttpRequest) -> HttpResponse:
    """Answer at once, and leave the rest to a task."""
    task = asyncio.create_task(in_a_task())
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return plain_text("Accepted.", status=202)


def later_thread(request: HttpRequest) -> HttpResponse:
    """Answer at once, and leave the rest to a thread."""
    threading.Thread(target=in_a_thread).start()
    return plain_text("Accepted.", status=202)
