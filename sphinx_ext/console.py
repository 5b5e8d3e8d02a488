"""Runs what a page shows in a terminal, and compares what it prints.

A ``console`` block holds commands, each after ``$``, and below each what it prints; ``...`` stands
for what differs from run to run.

.. code-block:: rst

   .. code-block:: console

      $ uvicorn puddle.asgi:application
      ...
      INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)

   .. code-block:: console

      $ curl http://127.0.0.1:8000/now/
      2...
      $ false
      $ echo $?
      1

The commands of a page run in order, in one copy of the example project.
A server keeps running until the page ends; where the page shows ``^C``, it is interrupted.
The port that a page shows is replaced by a free one, so that pages run side by side.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path

from sphinx_ext.workspace import clean_environment, workspace

SECONDS = 30.0
SHOWN_PORT = "8000"
INTERRUPT = "^C"

# A command that stays, and how it is told its port. What a reader types needs no port at all.
SERVERS = {
    r"^uvicorn ": "{command} --port {port}",
    r"^python manage\.py runserver": "{command} {port}",
}
# After a command, the next one starts where it ended: same folder, same variables.
SCRIPT = """
cd "$(cat "$2/folder")"
if [ -e "$2/variables" ]; then . "$2/variables"; fi
(exit "$(cat "$2/code")")
eval "$1"
echo $? > "$2/code"; pwd > "$2/folder"; export -p > "$2/variables"
"""


class ConsoleError(AssertionError):
    """A command that did not do what its page shows; the text says what it did."""


@dataclass(frozen=True)
class Command:
    """One command, what it prints, and the line of the page where it stands."""

    text: str
    expected: str
    line: int


@dataclass
class Server:
    """A command that stays: its process and what it has printed so far."""

    process: subprocess.Popen[bytes]
    log: Path

    def printed(self) -> str:
        """Return what the server has printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def commands_of(block: str, line: int) -> Iterator[Command]:
    """Yield the commands of a ``console`` block whose first line is ``line``.

    Raises :class:`ConsoleError` if the block begins with output that no command printed.
    """
    lines = block.splitlines()
    starts = [index for index, text in enumerate(lines) if text.startswith(("$ ", INTERRUPT))]
    if not starts or starts[0] != 0:
        raise ConsoleError(f"line {line}: the block begins with no command; write one after '$ '.")
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        expected = "".join(f"{text}\n" for text in lines[start + 1 : end])
        yield Command(lines[start].removeprefix("$ "), expected, line + start)


def matches(expected: str, got: str) -> bool:
    """Return whether ``got`` is what ``expected`` shows, by the rules of doctest."""
    if got and not got.endswith("\n"):  # A page cannot show that the last line has no end.
        got += "\n"
    return OutputChecker().check_output(expected, got, ELLIPSIS)


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Return whether something accepts connections on ``port`` of 127.0.0.1."""
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) == 0


def stop_group(process: subprocess.Popen[bytes]) -> None:
    """Stop ``process`` and all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@dataclass
class Terminal:
    """The terminals of one page: a folder, the state of its shell, and its running servers."""

    project: Path
    state: Path
    port: int = field(default_factory=free_port)
    servers: list[Server] = field(default_factory=list)

    def run(self, command: Command) -> None:
        """Run ``command``; raise :class:`ConsoleError` if the page shows something else."""
        text = command.text.replace(SHOWN_PORT, str(self.port))
        expected = command.expected.replace(SHOWN_PORT, str(self.port))
        if command.text == INTERRUPT:
            self.interrupt(command, expected)
            return
        for pattern, served in SERVERS.items():
            if re.match(pattern, text):
                self.serve(command, served.format(command=text, port=self.port), expected)
                return
        self.compare(command, expected, self.finished(command, text))

    def finished(self, command: Command, text: str) -> str:
        """Run ``text`` to its end and return what it printed; what it left running is stopped."""
        log = self.state / "command.log"
        with log.open("wb") as file:
            process = self.started(text, file.fileno())
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise ConsoleError(
                f"line {command.line}: $ {command.text}\n"
                f"It did not end within {SECONDS:g} seconds; "
                "if it is a server, name it in SERVERS of sphinx_ext/console.py."
            ) from None
        finally:
            stop_group(process)
        return log.read_text(encoding="utf-8", errors="replace")

    def serve(self, command: Command, text: str, expected: str) -> None:
        """Start a server; wait until it listens and has printed what is shown, or has ended."""
        if not expected:
            raise ConsoleError(
                f"line {command.line}: show what {command.text!r} prints at its start."
            )
        if listens(self.port):
            raise ConsoleError(f"line {command.line}: the last server still runs; show ^C first.")
        log = self.state / f"server-{len(self.servers)}.log"
        with log.open("wb") as file:
            server = Server(self.started(text, file.fileno()), log)
        self.servers.append(server)
        end = time.monotonic() + SECONDS
        while server.process.poll() is None and time.monotonic() < end:
            if matches(expected, server.printed()) and listens(self.port):
                return
            time.sleep(0.02)  # Between two looks at a condition.
        self.compare(command, expected, server.printed())
        if server.process.poll() is None:
            raise ConsoleError(f"line {command.line}: nothing listens on port {self.port}.")

    def interrupt(self, command: Command, expected: str) -> None:
        """Press Ctrl+C in the terminal of the newest server, and compare what it says."""
        server = self.servers[-1]
        before = len(server.printed())
        os.killpg(server.process.pid, signal.SIGINT)
        server.process.wait(SECONDS)
        # A line about the last request may still come before what Ctrl+C has it say.
        if expected:
            self.compare(command, f"...{expected}", server.printed()[before:])

    def started(self, text: str, output: int) -> subprocess.Popen[bytes]:
        """Start ``text`` in a shell of its own process group."""
        bin_folder = str(Path(sys.executable).parent)
        # On a terminal Python prints line by line; into a file it would keep its output back.
        environment = clean_environment() | {"PYTHONUNBUFFERED": "1"}
        environment["PATH"] = f"{bin_folder}{os.pathsep}{environment['PATH']}"
        return subprocess.Popen(
            ["bash", "-c", SCRIPT, "bash", text, str(self.state)],  # noqa: S607 - from PATH
            cwd=self.project,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def compare(self, command: Command, expected: str, got: str) -> None:
        """Raise :class:`ConsoleError`, with both texts and the servers' logs, if they differ."""
        if matches(expected, got):
            return
        logs = "".join(f"The server's log:\n{server.printed()}" for server in self.servers)
        raise ConsoleError(
            f"line {command.line}: $ {command.text}\nExpected:\n{expected}Got:\n{got}{logs}"
        )

    def stop(self) -> None:
        """Stop every server with all its processes."""
        for server in self.servers:
            stop_group(server.process)
        end = time.monotonic() + SECONDS
        while listens(self.port) and time.monotonic() < end:
            time.sleep(0.02)  # The shell is gone; what it had started may take a moment longer.


@contextmanager
def terminal() -> Iterator[Terminal]:
    """Give the terminals of one page; its servers and its files are gone afterwards."""
    with workspace() as project, tempfile.TemporaryDirectory(prefix="asgi-") as state:
        (Path(state) / "folder").write_text(str(project))
        (Path(state) / "code").write_text("0")
        page = Terminal(project, Path(state))
        try:
            yield page
        finally:
            page.stop()


def run_blocks(blocks: list[tuple[str, int]]) -> int:
    """Run the ``console`` blocks of one page, (text, line) each; return how many commands ran."""
    with terminal() as page:
        commands = [command for text, line in blocks for command in commands_of(text, line)]
        for command in commands:
            page.run(command)
    return len(commands)
