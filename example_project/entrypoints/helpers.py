"""A resource that is opened once: two threads for calls that block, and a view that uses them.

They stand for what is slow to open and has to be closed: a pool of connections, a client.
"""

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse


@asynccontextmanager
async def helpers() -> AsyncIterator[dict[str, ThreadPoolExecutor]]:
    """Open the threads, and end them once what they do is done."""
    with ThreadPoolExecutor(2, thread_name_prefix="helper") as pool:
        yield {"helpers": pool}


async def blocking(request: ASGIRequest) -> HttpResponse:
    """Make a call on a helper; where none was opened, on a thread that asyncio keeps itself."""
    pool = request.scope.get("state", {}).get("helpers")
    thread = await asyncio.get_running_loop().run_in_executor(pool, threading.current_thread)
    return HttpResponse(f"{thread.name}\n")
