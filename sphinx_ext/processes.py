"""Starts programs that listen, awaits them, and stops them with all that they have started.

Everything the site runs listens on a free port of 127.0.0.1, so that runs never meet.
"""

import os
import signal
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

SECONDS = 60.0


# The newest ports that were given away, bound so that nobody is given one of them again.
held: deque[socket.socket] = deque()
HELD_AT_MOST = 200


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on, and that is given to nobody else.

    A server may still listen on it, as every server sets ``SO_REUSEADDR``.
    """
    free = socket.socket()
    free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    free.bind(("127.0.0.1", 0))
    held.append(free)
    if len(held) > HELD_AT_MOST:
        held.popleft().close()
    port: int = free.getsockname()[1]
    return port


def listens(address: int | Path) -> bool:
    """Return whether something accepts connections on a port of 127.0.0.1, or a Unix socket."""
    if isinstance(address, int):
        with socket.socket() as visitor:
            return visitor.connect_ex(("127.0.0.1", address)) == 0
    with socket.socket(socket.AF_UNIX) as visitor:
        return visitor.connect_ex(str(address)) == 0


def awaited(condition: Callable[[], bool], seconds: float = SECONDS) -> bool:
    """Look until ``condition()`` holds; return whether it did within ``seconds``."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)  # Between two looks at a condition.
    return True


def group_runs(process: subprocess.Popen[bytes]) -> bool:
    """Return whether any process of the group that ``process`` leads still runs."""
    process.poll()  # A child that has ended stays in the list until it is asked.
    return any(in_group(pid, process.pid) and runs(pid) for pid in psutil.pids())


def in_group(pid: int, group: int) -> bool:
    """Return whether the process ``pid`` belongs to ``group``."""
    try:
        return os.getpgid(pid) == group
    except ProcessLookupError:
        return False


def runs(pid: int) -> bool:
    """Return whether the process ``pid`` runs, and has not ended with nobody asking how."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end_group(process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    """Ask ``process`` and its group to end, twice, so that they clear up; kill what stays.

    A killed PostgreSQL leaves its shared memory behind, a killed Hypercorn its semaphores.
    """
    for asked in (signal.SIGINT, signal.SIGTERM):  # In the background, SIGINT may be ignored.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, asked)
        if awaited(lambda: not group_runs(process), seconds):
            break
    stop_group(process)


def stop_group(process: subprocess.Popen[bytes]) -> None:
    """Kill ``process``, which leads a group of its own, and all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    # What supervisord starts leads groups of its own, and stays in the session.
    for pid in psutil.pids():
        with suppress(ProcessLookupError, PermissionError):
            if pid != process.pid and os.getsid(pid) == process.pid:
                os.kill(pid, signal.SIGKILL)
    process.wait()
    awaited(lambda: not group_runs(process))
