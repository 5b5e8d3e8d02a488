"""How many processes a server runs, and what it does about one that is killed."""

import psutil

from bench.matrix.look import Look, coarse, measured
from sphinx_ext.processes import awaited


def workers(look: Look) -> list[psutil.Process]:
    """Return the processes below the first one, without Python's helper for shared memory."""
    assert look.run  # noqa: S101 - it runs
    try:
        below = psutil.Process(look.run.process.pid).children(recursive=True)
        return [each for each in below if "resource_tracker" not in " ".join(each.cmdline())]
    except psutil.Error:  # One ended while it was looked at.
        return []


def alone(look: Look) -> str:
    """The server is started without options and asked once; then its processes are counted."""
    with look.started():
        look.status()
        count = len(workers(look))
        look.evidence.append(f"# Processes below the first: {count}")
    return "one process" if not count else f"one, and {count} below it"


def two_workers(look: Look) -> str:
    """The server is asked for two workers."""
    if not look.server.workers:
        return without_workers(look)
    with look.started(options=look.server.workers.format(count=2)):
        awaited(lambda: len(workers(look)) >= 2)
        look.status()
        count = len(workers(look))
        look.evidence.append(f"# Processes below the first: {count}")
    return f"one, and {count} below it"


def killed_worker(look: Look) -> str:
    """One of two workers is killed with SIGKILL; another one is awaited for 15 seconds."""
    if not look.server.workers:
        return without_workers(look)
    with look.started(options=look.server.workers.format(count=2)) as run:
        awaited(lambda: len(workers(look)) >= 2)
        look.status()
        before = {each.pid for each in workers(look)}
        psutil.Process(min(before)).kill()
        look.evidence.append("# One of the workers is killed with SIGKILL.")
        changed = lambda: run.process.poll() is not None or new(look, before)  # noqa: E731
        took = measured(changed, 15)
        if run.process.poll() is not None:
            look.keep_exit_code()
            return f"the server ends, exit code {run.process.returncode}"
        status = look.status()
        replaced = f"replaced {coarse(took)}" if took is not None else "not replaced"
        return f"{replaced}, answers {status}"


def new(look: Look, before: set[int]) -> bool:
    """Return whether two workers run again, one of them unknown before."""
    now = {each.pid for each in workers(look)}
    return len(now) >= 2 and bool(now - before)


def without_workers(look: Look) -> str:
    """Return what is said to the option by a server that has none."""
    look.refused("--workers 2")
    return "no option"
