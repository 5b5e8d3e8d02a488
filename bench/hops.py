"""How often one request is handed from the event loop to a thread, by its middleware.

Run as a program inside the measured project, it answers one request through ``asgi.py`` and
prints how many times ``sync_to_async`` was called meanwhile.
"""

import asyncio
import importlib
import subprocess
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

from asgiref.sync import SyncToAsync
from django.http import HttpRequest, HttpResponse

from bench.experiment import Experiment
from bench.results import Quantity, Run
from sphinx_ext.workspace import ROOT, clean_environment

STACKS = ("empty", "default", "default + sync-only first", "default + sync-only last")
PATHS = {"sync": "/now/", "async": "/now-async/"}


class SyncOnly:
    """A middleware as many projects have one: a class without an ``async`` half."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)


def hops(path: str) -> int:
    """Return how many calls of ``sync_to_async`` one request for ``path`` takes."""
    application = importlib.import_module("puddle.asgi").application
    server = importlib.import_module("by_hand.server")
    count, call = 0, SyncToAsync.__call__

    async def counted(self: SyncToAsync[..., Any], *args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        return await call(self, *args, **kwargs)

    asyncio.run(server.serve(application, server.http_scope(path)))  # The first one sets up.
    SyncToAsync.__call__ = counted  # type: ignore[method-assign]
    start = asyncio.run(server.serve(application, server.http_scope(path)))[0]
    SyncToAsync.__call__ = call  # type: ignore[method-assign]
    if start["status"] != 200:
        raise RuntimeError(f"{path} answered {start['status']}.")
    return count


def measure(cell: dict[str, str], project: Path, _seconds: int) -> Run:
    """Answer one request in a fresh Python, and count."""
    environment = clean_environment() | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": f"{project}:{ROOT}",
        "BENCH_MIDDLEWARE": cell["middleware"],
    }
    command = [sys.executable, "-m", "bench.hops", PATHS[cell["view"]]]
    done = subprocess.run(
        command, cwd=project, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return {"hops": int(done.stdout)}


EXPERIMENT = Experiment(
    name="hops",
    dimensions={"middleware": "{} MIDDLEWARE", "view": "{} view"},
    quantities={"hops": Quantity("calls of sync_to_async for one request")},
    cells=tuple({"middleware": stack, "view": view} for view, stack in product(PATHS, STACKS)),
    measure=measure,
)

if __name__ == "__main__":
    sys.stdout.write(str(hops(sys.argv[1])))
