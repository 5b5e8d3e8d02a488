"""One question put to one server: what is typed, what is seen, and both kept as evidence."""

import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypedDict

from bench.servers import RUNSERVER, Run, Server, started
from sphinx_ext.processes import awaited, listens
from sphinx_ext.workspace import clean_environment

PLANTED = Path(__file__).resolve().parent / "planted"
SOCKET = "puddle.sock"
# What differs from run to run, and what stands for it.
VARIES = (
    (r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[,.]\d+)?(?: [+-]\d{4})?", "..."),
    (r"\d\d/[A-Z][a-z]{2}/\d{4}[ :]\d\d:\d\d:\d\d(?: [+-]\d{4})?", "..."),
    (r"(?<=\[)\d{2,}(?=\])|(?<=pid:)\d+|(?<=pid: )\d+|(?<=PID: )\d+|(?<=[Pp]rocess-)\d+", "..."),
    (r"(?<=:8000 \()\d+(?=\))|(?<=:8000/ \()\d+(?=\))|(?<=sock \()\d+(?=\))", "..."),
    (r"(?<=127\.0\.0\.1:)(?!8000)\d{4,5}", "..."),
    (r"(?<=0x)[0-9a-f]{6,}", "..."),
    (r"(?:/[\w.+-]+)+/(?=(?:site-packages|python3\.\d+)/)", ".../"),
)
# What a server writes before the words of a line.
PREFIX = re.compile(r"^(?:\[[^\]]*\] *|(?:INFO|ERROR|WARNING|CRITICAL):? +|\.\.\. +)+")

STEPS = (2, 3, 5, 10, 15, 20, 30, 40)


class Cell(TypedDict):
    """One answer of one server, the command line that starts it, and what shows the answer."""

    answer: str
    command: str
    evidence: list[str]


@dataclass
class Look:
    """A server, the copy of the project it runs in, and what has been typed and seen so far."""

    server: Server
    project: Path
    command: str = ""
    evidence: list[str] = field(default_factory=list)
    run: Run | None = None

    @contextmanager
    def started(self, **more: Any) -> Iterator[Run]:
        """Start the server as :func:`bench.servers.started` does, and write down the command."""
        more = self.planted(more)
        with started(more.pop("server", self.server), self.project, **more) as self.run:
            typed = self.plain(self.run.command)
            self.command = self.command or typed
            self.evidence.append(f"$ {typed}")
            yield self.run

    def planted(self, more: dict[str, Any]) -> dict[str, Any]:
        """Bring the planted module that ``target`` names; tell runserver by its setting."""
        target = more.get("target")
        if target and (PLANTED / f"{target.partition(':')[0]}.py").exists():
            shutil.copy(PLANTED / f"{target.partition(':')[0]}.py", self.project)
        if target and self.server == RUNSERVER:
            name = more.pop("target").replace(":", ".")
            edit = f"s/^WSGI_APPLICATION = .*/WSGI_APPLICATION = '{name}'/"
            self.typed(f'sed -i "{edit}" puddle/settings.py')
        return more

    def typed(self, command: str) -> str:
        """Type ``command`` in the folder of the project; return and keep what it prints."""
        self.evidence.append(f"$ {self.plain(command)}")
        done = subprocess.run(
            shlex.split(command),
            cwd=self.project,
            env=clean_environment(),
            text=True,
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=120,
        )
        self.keep(done.stdout)
        return done.stdout.strip()

    def refused(self, words: str) -> None:
        """Give the server words that it does not know, and keep the last line that it prints."""
        odd = replace(self.server, port=words)
        with self.started(server=odd, listening=False):
            self.ended(20)
            self.keep(self.lines()[-1])
            self.keep_exit_code()

    def curl(self, options: str, path: str = "/now/", scheme: str = "http") -> str:
        """Ask the server with curl; return what curl prints, ``000`` as a code for no answer."""
        assert self.run  # noqa: S101 - a question follows a start
        address = self.run.address
        at = f"{scheme}://127.0.0.1:{address}"
        if isinstance(address, Path):
            options, at = f"{options} --unix-socket {SOCKET}", f"{scheme}://localhost"
        return self.typed(f"curl -s {options} {at}{path}".replace("  ", " "))

    def status(self, path: str = "/now/") -> str:
        """Return the status that a GET of ``path`` is answered with."""
        return self.curl(r"-o page -w '%{http_code}\n'", path)

    def plain(self, text: str) -> str:
        """Return ``text`` without what differs from run to run."""
        text = text.replace(f"{self.project}/", "").replace(str(self.project), ".")
        if self.run:
            text = re.sub(rf"\b{self.run.address}\b", "8000", text)
        for pattern, stand_in in VARIES:
            text = re.sub(pattern, stand_in, text)
        return text.rstrip()

    def keep(self, text: str) -> None:
        """Keep lines as evidence."""
        self.evidence += [self.plain(line) for line in text.strip().splitlines()]

    def lines(self) -> list[str]:
        """Return what the server has printed, without what differs from run to run."""
        assert self.run  # noqa: S101
        return [line for line in map(self.plain, self.run.printed().splitlines()) if line.strip()]

    def logged(self, pattern: str, seconds: float = 10) -> str:
        """Await a line of the log in which ``pattern`` is found; return and keep it, or nothing."""
        self.awaits(pattern, seconds)
        return self.found(pattern)

    def awaits(self, pattern: str, seconds: float = 10) -> None:
        """Await a line of the log in which ``pattern`` is found."""
        awaited(lambda: any(re.search(pattern, line) for line in self.lines()), seconds)

    def found(self, pattern: str) -> str:
        """Return and keep the last line of the log in which ``pattern`` is found, or nothing."""
        lines = [line for line in self.lines() if re.search(pattern, line)]
        self.evidence += lines[-1:]
        return lines[-1] if lines else ""

    def serves(self) -> bool:
        """Await that the server answers a connection or ends; return whether it does answer."""
        assert self.run  # noqa: S101
        run = self.run
        awaited(lambda: run.process.poll() is not None or listens(run.address))
        return run.process.poll() is None and listens(run.address)

    def ended(self, seconds: float) -> bool:
        """Await the end of the server; return whether it has ended."""
        assert self.run  # noqa: S101
        process = self.run.process
        return awaited(lambda: process.poll() is not None, seconds)

    def keep_exit_code(self) -> None:
        """Keep the exit code as a shell tells it."""
        assert self.run  # noqa: S101
        code = self.run.process.returncode
        self.evidence += ["$ echo $?", str(code)]


def words(line: str) -> str:
    """Return a line of a log without its level, time and process."""
    return PREFIX.sub("", line).strip()


def coarse(seconds: float) -> str:
    """Return a duration in steps so large that the next run agrees."""
    return "at once" if seconds < 1 else f"after {min(STEPS, key=lambda s: abs(s - seconds))} s"


def measured(condition: Callable[[], bool], seconds: float) -> float | None:
    """Return how long it takes until ``condition()`` holds; nothing if it never does."""
    begin = time.monotonic()
    return time.monotonic() - begin if awaited(condition, seconds) else None
