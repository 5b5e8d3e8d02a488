"""An event loop that sleeps in `switching.wait`, so that `asyncio.run` works in every browser.

Pyodide's own loop belongs to the browser, runs all the time, and can be waited for only where the
engine switches stacks (WebKit does not). Python code would find a running event loop everywhere,
and Django would refuse its ORM. Here no loop runs until the reader's code runs one.

Private API of asyncio: `_ready`, `_scheduled`, `_run_once`, and the parts of `run_forever`; the
version of Python is pinned with Pyodide.
"""

import asyncio
import selectors
import time
from asyncio import events, unix_events
from typing import Any

from lab_runtime import switching


class _Selector(selectors.BaseSelector):
    """Waits as a selector does, but for no file: nothing here has sockets."""

    loop: Any = None
    pumped = False

    def select(self, timeout: float | None = None) -> list[Any]:
        """Let other threads go on until the loop has something to do."""
        if self.pumped:
            return []
        deadline = None if timeout is None else time.monotonic() + timeout
        switching.wait(self._called, deadline, self)
        return []

    def _called(self) -> bool:
        # A loop that never rests still lets a thread begin: they would run side by side.
        return bool(self.loop._ready or self.loop._stopping)

    def due(self) -> float | None:
        """Return when the loop has something to do."""
        loop = self.loop
        if loop._stopping or loop.is_closed():
            return None
        if loop._ready:
            return 0.0
        timers = [handle._when for handle in loop._scheduled if not handle._cancelled]
        return min(timers, default=None)

    def pump(self) -> None:
        """Run one iteration of the loop, on top of whoever waits."""
        self.pumped = True
        events._set_running_loop(self.loop)
        try:
            self.loop._run_once()
        finally:
            self.pumped = False
            events._set_running_loop(None)

    def register(self, fileobj: Any, events: int, data: Any = None) -> Any:
        """Refuse: there are no sockets in a browser."""
        raise OSError("a browser page has no sockets")

    unregister = register

    def get_map(self) -> dict[Any, Any]:
        """Return no files."""
        return {}


class _UnixSelectorEventLoop(unix_events._UnixSelectorEventLoop):
    """The event loop of Linux, without files."""

    def __init__(self) -> None:
        selector = _Selector()
        super().__init__(selector)
        selector.loop = self

    def _make_self_pipe(self) -> None:
        """Make none: a loop is never interrupted in its sleep."""

    def _close_self_pipe(self) -> None:
        """Close none."""

    def _write_to_self(self) -> None:
        """Wake no one: whoever calls is the one thread."""


class Resident:
    """An event loop that is all a thread does: it needs no frame of its own.

    `run_forever` as the target of a thread, and `asyncio.run` as an executor's whole task, which
    is how asgiref's `async_to_sync` starts a loop. A frame of theirs would lie on top of the one
    that waits for them.
    """

    def __init__(self, loop: Any, ident: int, ended: Any) -> None:
        self.loop, self.ident, self.ended = loop, ident, ended
        switching.now.residents[ident] = self

    def due(self) -> float | None:
        """Return when the loop has something to do."""
        return 0.0 if self.loop._stopping else self.loop._selector.due()

    def pump(self) -> None:
        """Run one iteration, as `run_forever` would."""
        stopping = self.loop._stopping
        self.loop._run_forever_setup()
        try:
            if not stopping:
                self.loop._selector.pump()
        finally:
            stopping = self.loop._stopping
            self.loop._run_forever_cleanup()
        if stopping:
            del switching.now.residents[self.ident]
            self.ended()


def runs_forever(target: Any) -> Any:
    """Return the loop whose `run_forever` ``target`` is, or None."""
    owner = getattr(target, "__self__", None)
    is_loop = isinstance(owner, asyncio.BaseEventLoop)
    return owner if is_loop and target.__name__ == "run_forever" else None


def reside(coroutine: Any, ident: int, ended: Any) -> None:
    """Do as `asyncio.run(coroutine)` without a frame; then call ``ended(task)``."""
    runner = asyncio.Runner()
    loop = runner.get_loop()
    task = loop.create_task(coroutine)
    task.add_done_callback(lambda task: loop.stop())

    def finish() -> None:
        runner.close()
        ended(task)

    Resident(loop, ident, finish)


def install() -> None:
    """Make this the loop that `asyncio` starts, and no loop the running one."""
    for module in (asyncio, unix_events):
        module.SelectorEventLoop = module.EventLoop = _UnixSelectorEventLoop
    unix_events._UnixDefaultEventLoopPolicy._loop_factory = _UnixSelectorEventLoop
    unix_events._UnixSelectorEventLoop = _UnixSelectorEventLoop
    _UnixSelectorEventLoop.__module__ = "asyncio.unix_events"
    events._event_loop_policy = None
    asyncio.run = asyncio.runners.run  # Pyodide has put its own here.
    events._set_running_loop(None)
