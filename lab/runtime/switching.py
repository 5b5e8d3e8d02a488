"""Threads on one thread: who runs, who waits, and who goes on meanwhile.

A browser's worker has one thread, and nothing in WebAssembly can put a Python frame aside (only
some engines can switch stacks). So a thread that is started waits in `_started` until another
one blocks: in a lock, a sleep, a join, an idle event loop. Then it runs on top of the blocked
one's frame, under its own identity, and whoever blocks next is treated in the same way. All
blocking in Python comes down to `wait` below.

An event loop that is idle can go on below the frames of others: one iteration of it is a call
(see `loops`). So `sync_to_async`, `async_to_sync` and executors work as they stand. What cannot
work is a thread that goes on only when one below it does, and that cannot wait in an event loop:
`wait` tells those (`Stuck`) instead of waiting for ever.
"""

import _thread
import asyncio.events
import asyncio.tasks
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from lab_runtime.stops import Stuck, stop_again

_real_sleep = time.sleep
MAIN = _thread.get_ident()


class Pumped(Protocol):
    """An idle event loop: what it can do without its frame."""

    def due(self) -> float | None:
        """Return when it has something to do (``time.monotonic``), or None for never."""

    def pump(self) -> None:
        """Do what is due, in the identity of the loop's thread."""


class Blocked:
    """A thread that waits below the frames of others."""

    def __init__(self, ident: int, pumped: Pumped | None) -> None:
        self.ident = ident
        self.pumped = pumped


class Job:
    """What a thread does, until it ends or has nothing more to do."""

    def __init__(self, ident: int, run: Callable[[], None], held: Callable[[], bool]) -> None:
        self.ident = ident
        self.run = run
        # A thread that only waits for another (`to_thread(event.wait)`) had better not begin.
        self.held = held


class _Now:
    """Which thread runs, which wait below it, which have not begun, which have no frame."""

    ident = MAIN
    idents = MAIN
    blocked: list[Blocked] = []
    started: deque[Job] = deque()
    residents: dict[int, Pumped] = {}
    before_sleep: Callable[[], None] = staticmethod(lambda: None)
    sleep: Callable[[float], None] = staticmethod(_real_sleep)
    slept = 0.0


now = _Now()


def get_ident() -> int:
    """Return the identity of the thread that runs."""
    return now.ident


def new_ident() -> int:
    """Return the identity of a thread that begins."""
    now.idents += 4096
    return now.idents


def start(run: Callable[[], None], ident: int, held: Callable[[], bool] = lambda: False) -> None:
    """Have ``run`` called in the thread ``ident``, as soon as another thread blocks."""
    now.started.append(Job(ident, run, held))


def wait(
    ready: Callable[[], bool], deadline: float | None = None, pumped: Pumped | None = None
) -> bool:
    """Block this thread until ``ready`` or ``deadline``; let all others go on. Return ``ready``.

    While it waits, ``pumped`` may go on in its name.
    """
    if ready():
        return True
    loop = asyncio.events._get_running_loop()
    task = asyncio.tasks._swap_current_task(loop, None) if loop else None
    asyncio.events._set_running_loop(None)
    mine = Blocked(now.ident, pumped)
    now.blocked.append(mine)
    try:
        return _let_others(ready, deadline)
    finally:
        now.blocked.remove(mine)
        now.ident = mine.ident
        asyncio.events._set_running_loop(loop)
        if loop:
            asyncio.tasks._swap_current_task(loop, task)


def _let_others(ready: Callable[[], bool], deadline: float | None) -> bool:
    while not ready():
        if deadline is not None and time.monotonic() >= deadline:
            return False
        if not _step():
            _sleep_until(_earliest(deadline))
        stop_again()  # What was to stop the reader's code may have been caught on the way.
    return True


def _idle() -> list[tuple[int, Pumped]]:
    """Return the event loops that may go on: of each thread only what it does last."""
    last = {blocked.ident: blocked.pumped for blocked in now.blocked}
    last.pop(now.blocked[-1].ident, None)
    last.pop(now.ident, None)
    running = {blocked.ident for blocked in now.blocked}
    residents = [(i, pumped) for i, pumped in now.residents.items() if i not in running]
    return [(i, pumped) for i, pumped in reversed(last.items()) if pumped] + residents


def _step() -> bool:
    """Let one other thread do something; return whether there was one."""
    moment = time.monotonic()
    for ident, pumped in _idle():
        due = pumped.due()
        if due is not None and due <= moment:
            _as(ident, pumped.pump)
            return True
    for job in now.started:
        if not job.held():
            now.started.remove(job)
            _as(job.ident, job.run)
            return True
    return False


def _as(ident: int, run: Callable[[], None]) -> None:
    """Call ``run`` in the identity of a thread."""
    before, now.ident = now.ident, ident
    try:
        run()
    finally:
        now.ident = before
        asyncio.events._set_running_loop(None)


def _earliest(deadline: float | None) -> float:
    """Return when anything can happen."""
    moments = [pumped.due() for _, pumped in _idle()] + [deadline]
    known = [moment for moment in moments if moment is not None]
    if not known:
        raise Stuck
    return min(known)


def _sleep_until(moment: float) -> None:
    now.before_sleep()
    began = time.monotonic()
    if moment > began:
        now.sleep(moment - began)
    now.slept += time.monotonic() - began


def sleep(seconds: float, /) -> None:
    """Do as ``time.sleep``, and let other threads go on."""
    if not isinstance(seconds, (int, float)) or seconds < 0:
        return _real_sleep(seconds)  # Its own error.
    wait(lambda: False, time.monotonic() + seconds)
    return None


def reset() -> None:
    """A statement has ended, perhaps in the middle of all this: the main thread has the prompt."""
    now.blocked.clear()
    now.ident = MAIN
    asyncio.events._set_running_loop(None)


def catch_up() -> None:
    """Let the threads that were started run as far as they can: the reader has the prompt again."""
    if now.started or now.residents:
        wait(lambda: not now.started and not _something_due(), time.monotonic() + 5)


def _something_due() -> bool:
    moment = time.monotonic()
    return any((due := one.due()) is not None and due <= moment for one in now.residents.values())
