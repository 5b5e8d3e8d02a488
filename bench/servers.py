"""The servers that are compared: how each is started, awaited and stopped.

The matrix, the measurements and the tests take their servers from here.
"""

import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sphinx_ext.processes import awaited, end_group, free_port, listens
from sphinx_ext.workspace import clean_environment

Interface = Literal["asgi", "wsgi"]
ASGI_PY = "puddle.asgi:application"
WSGI_PY = "puddle.wsgi:application"


@dataclass(frozen=True)
class Server:
    """A server program, and the words of its command line.

    ``port`` and ``socket`` say where it listens, with ``{port}`` and ``{path}`` to fill in;
    ``workers``, with ``{count}``, asks for several processes. An empty text says that it cannot.
    """

    name: str
    interface: Interface
    program: str
    port: str
    socket: str = ""
    workers: str = ""

    def target(self) -> str:
        """Return what it serves where nothing else is asked: Django's own file."""
        return ASGI_PY if self.interface == "asgi" else WSGI_PY

    def command(self, listen: str, options: str = "", target: str | None = None) -> str:
        """Return the command line, as a reader types it, that listens as ``listen`` says."""
        if self.program.startswith("python manage.py"):  # It takes no target, and its port last.
            return f"{self.program} {options} {listen}".replace("  ", " ")
        words = [self.program, listen, options, self.target() if target is None else target]
        return " ".join(word for word in words if word)


UVICORN = Server("uvicorn", "asgi", "uvicorn", "--port {port}", "--uds {path}", "--workers {count}")
DAPHNE = Server("daphne", "asgi", "daphne", "-p {port}", "-u {path}")
HYPERCORN = Server(
    "hypercorn", "asgi", "hypercorn", "--bind 127.0.0.1:{port}", "--bind unix:{path}",
    "--workers {count}",
)  # fmt: skip
GRANIAN = Server(
    "granian", "asgi", "granian --interface asgi", "--port {port}", "--uds {path}",
    "--workers {count}",
)  # fmt: skip
GUNICORN = Server(
    "gunicorn asgi", "asgi", "gunicorn -k asgi", "-b 127.0.0.1:{port}", "-b unix:{path}",
    "-w {count}",
)  # fmt: skip
GUNICORN_SYNC = Server(
    "gunicorn sync", "wsgi", "gunicorn", "-b 127.0.0.1:{port}", "-b unix:{path}", "-w {count}"
)
GUNICORN_THREADS = Server(
    "gunicorn gthread", "wsgi", "gunicorn --threads 4", "-b 127.0.0.1:{port}", "-b unix:{path}",
    "-w {count}",
)  # fmt: skip
GRANIAN_WSGI = Server(
    "granian wsgi", "wsgi", "granian --interface wsgi", "--port {port}", "--uds {path}",
    "--workers {count}",
)  # fmt: skip
RUNSERVER = Server("runserver", "wsgi", "python manage.py runserver --noreload", "{port}")

ASGI_SERVERS = (UVICORN, DAPHNE, HYPERCORN, GRANIAN, GUNICORN)
WSGI_SERVERS = (GUNICORN_SYNC, GUNICORN_THREADS, GRANIAN_WSGI, RUNSERVER)
SERVERS = (*ASGI_SERVERS, *WSGI_SERVERS)


@dataclass
class Run:
    """A server that runs: its command line, its process, where it listens, what it has printed."""

    command: str
    process: subprocess.Popen[bytes]
    address: int | Path
    log: Path
    environment: dict[str, str] = field(repr=False)

    @property
    def url(self) -> str:
        """The address that a client asks, without a slash at its end."""
        return f"http://127.0.0.1:{self.address}"

    def printed(self) -> str:
        """Return what the server and its workers have printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


class NotStartedError(Exception):
    """A server that ended, or never listened; the text holds what it printed."""


@contextmanager
def started(
    server: Server,
    project: Path,
    *,
    target: str | None = None,
    options: str = "",
    variables: Mapping[str, str] | None = None,
    path: Path | None = None,
    listening: bool = True,
) -> Iterator[Run]:
    """Start ``server`` in the folder ``project``, on a free port or the Unix socket ``path``.

    Waits until it listens, unless ``listening`` is false for a start that is meant to fail.
    Stops it with all its processes afterwards. Raises :class:`NotStartedError` with its log.
    """
    address = path or free_port()
    listen = server.socket.format(path=path) if path else server.port.format(port=address)
    command = server.command(listen, options, target)
    with tempfile.TemporaryDirectory(prefix="asgi-server-") as folder:
        # Gunicorn keeps its control socket in the last.
        own = {"PYTHONUNBUFFERED": "1", "XDG_RUNTIME_DIR": folder}
        environment = clean_environment() | own | dict(variables or {})
        log = Path(folder) / "log"
        run = Run(command, spawned(command, project, environment, log), address, log, environment)
        try:
            if listening:
                await_listening(run)
            yield run
        finally:
            end_group(run.process)


def spawned(
    command: str, project: Path, environment: dict[str, str], log: Path
) -> subprocess.Popen[bytes]:
    """Start ``command``, with the programs of this Python, at the head of a group of its own."""
    program, *arguments = shlex.split(command)
    found = sys.executable if program == "python" else str(Path(sys.executable).parent / program)
    with log.open("wb") as output:
        return subprocess.Popen(
            [found, *arguments],
            cwd=project,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def await_listening(run: Run) -> None:
    """Wait until the server listens; raise :class:`NotStartedError` if it ends or never does."""
    awaited(lambda: run.process.poll() is not None or listens(run.address))
    if run.process.poll() is not None or not listens(run.address):
        raise NotStartedError(f"$ {run.command}\n{run.printed()}")
