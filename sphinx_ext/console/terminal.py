"""The terminals of one page: a shell that remembers, the servers and jobs that run beside it."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sphinx_ext.console.commands import INTERRUPT, Command, ConsoleError, matches
from sphinx_ext.console.listening import (
    DEFAULT_PORT,
    SHOWN_PORTS,
    VARIABLES,
    addresses,
    how_told_a_port,
)
from sphinx_ext.processes import SECONDS, awaited, end_group, free_port, listens, stop_group
from sphinx_ext.workspace import clean_environment, workspace

KILL = re.compile(r"kill(?: -(?P<signal>[A-Z]+))? %(?P<job>\d+)")
# Signals that end a job sooner or later, and so free its number.
ENDING = {"TERM", "INT", "KILL"}
WAIT = re.compile(r"wait %(?P<job>\d+)")
# A command starts where the last one ended: same folder, same variables, its exit code in $?.
RESUME = """
cd "$(cat "$2/folder")"
if [ -e "$2/variables" ]; then . "$2/variables"; fi
(exit "$(cat "$2/code")")
eval "$1"
"""
REMEMBER = """
echo $? > "$2/code"; pwd > "$2/folder"; export -p > "$2/variables"
"""
# PostgreSQL refuses to be run by root, whom a container of CI runs everything as.
AS_POSTGRES = """#!/bin/sh
exec setpriv --reuid=postgres --regid=postgres --clear-groups -- {program} "$@"
"""


@dataclass
class Running:
    """A command that stays, a server or a job: its process and what it has printed so far."""

    command: str
    process: subprocess.Popen[bytes]
    log: Path
    job: int = 0
    seen: str = ""
    told_to_end: bool = False
    waited_for: bool = False

    def look(self) -> str:
        """Return what it has printed; a job begins with its number, as a shell says it."""
        begin = f"[{self.job}] {self.process.pid}\n" if self.job else ""
        self.seen = begin + self.log.read_text(encoding="utf-8", errors="replace")
        return self.seen

    def news(self) -> str:
        """Return what it has printed since the last look."""
        before = self.seen
        return self.look().removeprefix(before)


@dataclass
class Terminal:
    """The terminals of one page: a folder, the state of its shell, its servers and its jobs."""

    project: Path
    state: Path
    ports: dict[str, int] = field(default_factory=dict)
    running: list[Running] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin in the project, with free ports in its configurations."""
        (self.state / "folder").write_text(str(self.project))
        (self.state / "code").write_text("0")
        for file in self.project.glob("deploy/**/*"):
            if file.is_file():
                file.write_text(self.with_free_ports(file.read_text("utf-8")), "utf-8")
        for folder in (self.project.parent, self.state):
            folder.chmod(0o711)  # The workers of nginx, and PostgreSQL, are other users than root.
        if os.geteuid() == 0:
            self.let_postgres_run()

    def let_postgres_run(self) -> None:
        """Give root programs of PostgreSQL that run as the user who may run them."""
        self.project.chmod(0o777)
        (self.state / "bin").mkdir(mode=0o755)
        for program in Path("/usr/lib/postgresql").glob("*/bin/*"):
            stand_in = self.state / "bin" / program.name
            stand_in.write_text(AS_POSTGRES.format(program=program))
            stand_in.chmod(0o755)

    def port(self, shown: str = DEFAULT_PORT) -> int:
        """Return the free port that stands for the one that the page shows."""
        if shown not in self.ports:
            self.ports[shown] = free_port()
        return self.ports[shown]

    def with_free_ports(self, text: str) -> str:
        """Return ``text`` with a free port for each that it shows."""
        return SHOWN_PORTS.sub(lambda shown: str(self.port(shown[0])), text)

    def run(self, command: Command) -> None:
        """Run ``command``; raise :class:`ConsoleError` if the page shows something else."""
        text, expected = self.with_free_ports(command.text), self.with_free_ports(command.expected)
        if text == INTERRUPT:
            self.interrupt(command, expected)
        elif found := KILL.fullmatch(text):
            self.kill(self.job(command, int(found["job"])), found["signal"] or "TERM")
        elif found := WAIT.fullmatch(text):
            self.compare(command, expected, self.ended(command, int(found["job"])))
        elif text.endswith(" &") or how_told_a_port(text) is not None:
            self.stay(command, text, expected)
        else:
            self.compare(command, expected, self.finished(command, text))

    def finished(self, command: Command, text: str) -> str:
        """Run ``text`` to its end and return what it printed; what it left running is stopped."""
        log = self.state / "command.log"
        process = self.started(RESUME + REMEMBER, text, log)
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise self.failure(
                command,
                f"It did not end within {SECONDS:g} seconds; "
                "if it is a server, name it in SERVERS of sphinx_ext/console/listening.py.",
                log.read_text(encoding="utf-8", errors="replace"),
            ) from None
        finally:
            stop_group(process)
        return log.read_text(encoding="utf-8", errors="replace")

    def stay(self, command: Command, text: str, expected: str) -> None:
        """Start a server or a job; wait until it is as far as the page shows, or has ended."""
        typed = text.removesuffix(" &")
        listening = list(addresses(typed, Path((self.state / "folder").read_text().strip())))
        if not expected and not listening:
            raise command.error(f"Show what {command.text!r} prints at its start.")
        if (told := how_told_a_port(typed)) and not listening:
            listening = [self.port()]
            typed += " " + told.format(port=self.port())
        started = self.start(command, typed, is_job=text.endswith(" &"))
        self.await_shown(command, started, expected, listening)

    def start(self, command: Command, typed: str, *, is_job: bool) -> Running:
        """Start what stays, a job without a shell around it, so that signals reach it alone."""
        log = self.state / f"running-{len(self.running)}.log"
        if is_job:
            number = self.next_job(command)
            program = VARIABLES.sub(lambda set_: f"{set_[0]}exec ", typed, count=1)
            started = Running(command.text, self.started(RESUME, program, log), log, number)
        else:
            started = Running(command.text, self.started(RESUME + REMEMBER, typed, log), log)
        self.running.append(started)
        return started

    def await_shown(
        self, command: Command, started: Running, expected: str, listening: list[int | Path]
    ) -> None:
        """Wait until ``started`` listens and has printed what is shown, or has ended."""

        def shown_or_ended() -> bool:
            ended = started.process.poll() is not None
            ready = matches(expected, started.look()) and all(map(listens, listening))
            return ready or ended

        awaited(shown_or_ended, SECONDS)
        self.compare(command, expected, started.seen)
        for address in listening:
            if started.process.poll() is None and not listens(address):
                raise self.failure(command, f"Nothing listens on {address}.")

    def interrupt(self, command: Command, expected: str) -> None:
        """Press Ctrl+C in the terminal of the newest server, and compare what it says."""
        servers = [one for one in self.running if not one.job and one.process.poll() is None]
        if not servers:
            raise command.error("No server of this page runs any more.")
        servers[-1].look()
        os.killpg(servers[-1].process.pid, signal.SIGINT)
        try:
            servers[-1].process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise self.still_runs(command) from None
        # A line about the last request may still come before what Ctrl+C has it say.
        if expected:
            self.compare(command, f"...{expected}", servers[-1].news())

    def jobs(self) -> list[Running]:
        """Return the jobs that a shell still knows."""
        return [running for running in self.running if running.job and not running.waited_for]

    def next_job(self, command: Command) -> int:
        """Return the number of a new job: one more than the highest, as in bash.

        Bash forgets a job at the prompt after its end, waited for or not; a page that waits shows
        the number that every reader sees.
        """
        for job in self.jobs():
            if job.told_to_end or job.process.poll() is not None:
                raise command.error(f"Type 'wait %{job.job}' first, as a shell forgets that job.")
        return max((job.job for job in self.jobs()), default=0) + 1

    def kill(self, job: Running, name: str) -> None:
        """Send a signal to all processes of a job, as a shell does."""
        job.told_to_end = name in ENDING
        with suppress(ProcessLookupError):  # It has ended already; `wait` tells how.
            os.killpg(job.process.pid, signal.Signals[f"SIG{name}"])

    def job(self, command: Command, number: int) -> Running:
        """Return the job with ``number``."""
        for running in self.jobs():
            if running.job == number:
                return running
        raise command.error(f"No job %{number}; a command that ends in & becomes one.")

    def ended(self, command: Command, number: int) -> str:
        """Wait until a job ends; return what it printed since it was last looked at."""
        job = self.job(command, number)
        try:
            code = job.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise self.still_runs(command) from None
        # A shell counts an end by signal from 128.
        (self.state / "code").write_text(str(code if code >= 0 else 128 - code))
        job.waited_for = True
        return job.news()

    def started(self, script: str, text: str, log: Path) -> subprocess.Popen[bytes]:
        """Start ``text`` in a shell that leads a group; what it prints goes to ``log``."""
        folders = [str(self.state / "bin"), str(Path(sys.executable).parent)]
        # On a terminal Python prints line by line; into a file it would keep its output back.
        environment = clean_environment() | {"PYTHONUNBUFFERED": "1"}
        environment["XDG_RUNTIME_DIR"] = str(self.state)  # Gunicorn keeps its control socket there.
        environment["PATH"] = os.pathsep.join([*folders, environment["PATH"]])
        log.unlink(missing_ok=True)
        # As on a terminal, a program that opens /dev/stdout anew overwrites nothing.
        with log.open("ab") as output:
            return subprocess.Popen(
                ["bash", "-c", script, "bash", text, str(self.state)],  # noqa: S607 - from PATH
                cwd=self.project,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def compare(self, command: Command, expected: str, got: str) -> None:
        """Raise :class:`ConsoleError`, with both texts, if they differ."""
        if matches(expected, got):
            return
        raise self.failure(command, f"Expected:\n{expected}Got:", got)

    def still_runs(self, command: Command) -> ConsoleError:
        """Return the error of what does not end when it is told to."""
        return self.failure(command, f"It still runs after {SECONDS:g} seconds.")

    def failure(self, command: Command, complaint: str, got: str = "") -> ConsoleError:
        """Return an error that shows what ``command`` printed, and everything that stays."""
        logs = "".join(f"What {one.command!r} printed:\n{one.look()}" for one in self.running)
        return command.error(f"{complaint}\n{got}{logs}")

    def stop(self) -> None:
        """End every server and every job with all their processes, the newest first."""
        for running in reversed(self.running):
            end_group(running.process)


@contextmanager
def open_terminal() -> Iterator[Terminal]:
    """Give the terminals of one page; its servers and its files are gone afterwards."""
    with workspace() as project, tempfile.TemporaryDirectory(prefix="asgi-") as state:
        page = Terminal(project, Path(state))
        try:
            yield page
        finally:
            page.stop()
