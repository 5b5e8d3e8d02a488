"""What threads are made of (locks, identities, sleep, executors), told through `switching`.

`install` must come before anything imports these names. Everything above them (Thread, Event,
Queue, Future, asgiref) is the library's own code.
"""

import _thread
import _threading_local
import asyncio
import functools
import queue
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import thread as pools
from typing import Any

from lab_runtime import loops, switching


class Lock:
    """A lock for which a thread waits while the others go on."""

    def __init__(self) -> None:
        self._held = False

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take the lock, as `threading.Lock.acquire` does."""
        if not blocking and timeout != -1:
            raise ValueError("can't specify a timeout for a non-blocking call")
        if timeout < 0 and timeout != -1:
            raise ValueError("timeout value must be a non-negative number")
        if self._held and blocking:
            deadline = None if timeout == -1 else time.monotonic() + timeout
            switching.wait(self._free, deadline)
        if self._held:
            return False
        self._held = True
        return True

    def _free(self) -> bool:
        return not self._held

    def release(self) -> None:
        """Give the lock back; whoever waits for it goes on when this thread blocks."""
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False

    def locked(self) -> bool:
        """Return whether someone holds the lock."""
        return self._held

    def _at_fork_reinit(self) -> None:
        self._held = False

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *error: object) -> None:
        self.release()

    def __repr__(self) -> str:
        state = "locked" if self._held else "unlocked"
        return f"<{state} _thread.lock object at {id(self):#x}>"


class Handle:
    """Knows whether a thread has ended."""

    def __init__(self, ident: int | None = None) -> None:
        self.ident = ident
        self._done = False

    def is_done(self) -> bool:
        """Return whether the thread has ended."""
        return self._done

    def _set_done(self) -> None:
        self._done = True

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end of the thread."""
        endless = timeout is None or timeout < 0
        switching.wait(self.is_done, None if endless else time.monotonic() + timeout)


def _start_joinable_thread(function: Any, handle: Handle, daemon: bool = True) -> None:
    """Start a thread: it exists from now on, and runs as soon as this one blocks."""
    thread = function.__self__
    handle.ident = thread._ident = thread._native_id = switching.new_ident()
    thread._started.set()
    threading._active[thread._ident] = thread
    threading._limbo.pop(thread, None)
    loop = loops.runs_forever(thread._target)
    if loop and type(thread).run is threading.Thread.run:
        loops.Resident(loop, thread._ident, functools.partial(_end, thread))
    else:
        switching.start(lambda: _run(thread), thread._ident, _held(thread._target, thread._args))


def _run(thread: threading.Thread) -> None:
    threading._limbo[thread] = thread  # type: ignore[attr-defined]
    try:
        thread._bootstrap_inner()  # type: ignore[attr-defined]
    finally:
        thread._os_thread_handle._set_done()  # type: ignore[attr-defined]


def _end(thread: Any) -> None:
    threading._active.pop(thread._ident, None)  # type: ignore[attr-defined]
    thread._os_thread_handle._set_done()


def _start_new_thread(function: Any, args: Any, kwargs: Any = None) -> int:
    """Start a thread as `_thread.start_new_thread` does."""
    thread = threading.Thread(target=function, args=args, kwargs=kwargs or {})
    thread.start()
    return thread.ident or 0


def _held(function: Any, args: Any) -> Callable[[], bool]:
    """Return a question: would a thread that does ``function`` wait at once, and for what?"""
    while isinstance(function, functools.partial):
        args, function = (*function.args, *args), function.func
    if getattr(function, "__name__", "") == "run" and args:  # The run of a Context, of to_thread.
        function, args = args[0], args[1:]
    owner = getattr(function, "__self__", None)
    if args or owner is None:
        return lambda: False
    waits = {
        (threading.Event, "wait"): lambda: not owner.is_set(),
        (threading.Thread, "join"): lambda: owner.is_alive(),
        (queue.Queue, "get"): lambda: owner.empty(),
        (Lock, "acquire"): lambda: owner.locked(),
    }
    return next(
        (
            held
            for (kind, name), held in waits.items()
            if isinstance(owner, kind) and function.__name__ == name
        ),
        lambda: False,
    )


class Worker(threading.Thread):
    """A thread of an executor: it has a frame only while it works."""

    def __init__(self, executor: Any, name: str) -> None:
        super().__init__(name=name)
        self.queue = executor._work_queue
        self.work = executor._create_worker_context()
        self.working = False
        self._ident = self._native_id = switching.new_ident()
        self._os_thread_handle.ident = self._ident  # type: ignore[attr-defined]
        self._started.set()  # type: ignore[attr-defined]
        threading._active[self._ident] = self  # type: ignore[attr-defined]
        self._context = threading._contextvars.Context()  # type: ignore[attr-defined]
        self.leave = weakref.ref(executor, lambda _: _end(self))
        self._context.run(self.work.initialize)

    def give(self, item: Any = None) -> None:
        """There is work: go to it when another thread blocks."""
        self.working = True
        switching.start(self._work, self._ident, _held(*item.task[:2]) if item else lambda: False)

    def _work(self) -> None:
        while (item := self._next()) is not None:
            function, args, kwargs = item.task
            if function is asyncio.run and len(args) == 1 and not kwargs:
                return self._reside(item, args[0])
            self._context.run(item.run, self.work)
            del item
        self.working = False
        return None

    def _next(self) -> Any:
        try:
            item = self.queue.get_nowait()
        except queue.Empty:
            return None
        if item is None:  # The executor is shut down: the other workers are to know as well.
            self.queue.put(None)
        return item

    def _reside(self, item: Any, coroutine: Any) -> None:
        if not item.future.set_running_or_notify_cancel():
            return self._work()

        def ended(task: Any) -> None:
            error = None if task.cancelled() else task.exception()
            if task.cancelled():
                item.future.set_exception(asyncio.CancelledError())
            elif error:
                item.future.set_exception(error)
            else:
                item.future.set_result(task.result())
            self._work()

        return self._context.run(loops.reside, coroutine, self._ident, ended)

    def join(self, timeout: float | None = None) -> None:
        """Wait until the work is done; an executor joins its workers when it is shut down."""
        deadline = None if timeout is None else time.monotonic() + timeout
        if switching.wait(lambda: not self.working, deadline):
            _end(self)


def _adjust_thread_count(executor: Any) -> None:
    """Give the item that was put into the queue to a worker, a new one if none is free."""
    free = next((worker for worker in executor._threads if not worker.working), None)
    if free is None and len(executor._threads) < executor._max_workers:
        prefix = executor._thread_name_prefix or executor
        free = Worker(executor, f"{prefix}_{len(executor._threads)}")
        executor._threads[free] = None
    if free:
        free.give(executor._work_queue._queue[0])


def _pool_init(executor: Any, *args: Any, **kwargs: Any) -> None:
    _original_init(executor, *args, **kwargs)
    executor._threads = {}  # In the order they came.


_original_init = pools.ThreadPoolExecutor.__init__


def install() -> None:
    """Put these in the place of the C library's."""
    _thread.get_ident = threading.get_ident = switching.get_ident
    _thread.get_native_id = threading.get_native_id = switching.get_ident
    _thread.allocate_lock = _thread.allocate = threading._allocate_lock = threading.Lock = Lock
    threading.RLock = threading._PyRLock
    threading._ThreadHandle = Handle
    threading._start_joinable_thread = _start_joinable_thread
    _thread.start_new_thread = _thread.start_new = _start_new_thread
    threading.local = _threading_local.local
    threading._active_limbo_lock = threading._PyRLock()
    queue.SimpleQueue = queue._PySimpleQueue
    time.sleep = switching.sleep
    pools.ThreadPoolExecutor.__init__ = _pool_init
    pools.ThreadPoolExecutor._adjust_thread_count = _adjust_thread_count
    pools._global_shutdown_lock = Lock()
