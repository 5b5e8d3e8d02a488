"""Tells which processes listen on a TCP port, from what Linux keeps below ``/proc``.

A slim image has Python, but neither ``ss`` nor ``lsof`` nor ``ps``.
"""

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

LISTENING = "0A"
PROCESSES = Path("/proc")


def sockets(port: int) -> set[str]:
    """Return the sockets that listen on `port`, as a process has them among its open files."""
    tables = [PROCESSES / "net" / name for name in ("tcp", "tcp6")]
    rows = [line.split() for table in tables for line in table.read_text().splitlines()]
    return {
        f"socket:[{row[9]}]"
        for row in rows
        if row[3] == LISTENING and row[1].endswith(f":{port:04X}")
    }


def open_files(process: int) -> Iterator[str]:
    """Yield what a process has open; nothing, if it belongs to another user."""
    for file in PROCESSES.glob(f"{process}/fd/*"):
        with suppress(OSError):  # It was closed meanwhile.
            yield str(file.readlink())


def listeners(port: int) -> Iterator[tuple[int, str]]:
    """Yield the number and the command of each process that has such a socket."""
    wanted = sockets(port)
    for process in sorted(int(folder.name) for folder in PROCESSES.glob("[0-9]*")):
        if wanted.intersection(open_files(process)):
            command = (PROCESSES / f"{process}/cmdline").read_text()
            yield process, command.replace("\0", " ").strip()


if __name__ == "__main__":
    found = [f"{number} {command}" for number, command in listeners(int(sys.argv[1]))]
    if not found:
        sys.exit("Nobody, or another user's process: try sudo.")
    print(*found, sep="\n")
