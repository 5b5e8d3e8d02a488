"""Puts load on a server, and reads what the server has paid for it.

The load comes from ``wrk``, which costs so little that it does not slow the server it measures.
"""

import json
import shutil
import subprocess
from pathlib import Path

import psutil

from bench.results import Run

REPORT = Path(__file__).parent / "report.lua"


class WrkMissingError(Exception):
    """No load generator; the text says how to get it."""


def wrk() -> str:
    """Return the path of wrk, or say how to install it."""
    found = shutil.which("wrk")
    if found is None:
        raise WrkMissingError("wrk is not installed; on Debian and Ubuntu: sudo apt install wrk")
    return found


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and all it has started, those that ended too."""
    return sum(sum(times) for times in map(cpu_times, tree(pid)))


def tree(pid: int) -> list[psutil.Process]:
    """Return a process and all its descendants."""
    head = psutil.Process(pid)
    return [head, *head.children(recursive=True)]


def cpu_times(process: psutil.Process) -> list[float]:
    """Return user and system time of one process, and of its children that have ended."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return []
    return [times.user, times.system, times.children_user, times.children_system]


def under_load(url: str, pid: int, concurrency: int, seconds: int) -> Run:
    """Ask ``url`` from so many connections at once; return what was answered, and what it cost.

    ``rate`` is answers in a second, ``cpu`` milliseconds of the server's processor time for each.
    """
    before = cpu_seconds(pid)
    report = wrk_report(url, concurrency, seconds)
    spent = cpu_seconds(pid) - before
    answers = report["requests"] - report["errors"]["status"]
    if not answers:
        raise RuntimeError(f"{url} answered nothing at {concurrency} at a time: {report}")
    errors = {kind: count for kind, count in report["errors"].items() if count}
    return {
        "rate": round(answers / report["microseconds"] * 1e6, 2),
        "cpu": round(spent / answers * 1e3, 4),
        "answers": answers,
    } | ({"errors": errors} if errors else {})


def wrk_report(url: str, concurrency: int, seconds: int) -> Run:
    """Run wrk, and return the line that ``report.lua`` has printed."""
    command = [wrk(), "-t1", f"-c{concurrency}", f"-d{seconds}", "--timeout", "60s"]
    done = subprocess.run(
        [*command, "-s", str(REPORT), url], capture_output=True, text=True, check=True
    )
    report: Run = json.loads(done.stdout.splitlines()[-1])
    return report
