"""Guards supervisord.conf: a real supervisord runs it, and keeps what it starts alive."""

import configparser
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sphinx_ext.console.commands import Command
from sphinx_ext.console.terminal import Terminal, open_terminal
from sphinx_ext.processes import awaited, listens
from tests.pond_fixtures import PROJECT

CONF = "deploy/supervisord.conf"
STARTED = "...\n... entered RUNNING state, ...\n... entered RUNNING state, ...\n"


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """Give a terminal in which supervisord runs the project."""
    with open_terminal() as page:
        page.run(Command(f"supervisord -n -c {CONF}", STARTED, 1))
        yield page


def control(terminal: Terminal, *words: str) -> str:
    """Return what supervisorctl answers."""
    program = Path(sys.executable).parent / "supervisorctl"
    return subprocess.run(
        [program, "-c", CONF, *words],
        cwd=terminal.project,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    ).stdout


def pid(terminal: Terminal, name: str) -> int:
    """Return the number of the process that runs as ``name``, 0 if none does."""
    return int(control(terminal, "pid", name))


def test_what_is_killed_comes_back(terminal: Terminal) -> None:
    """A killed server is replaced, the other keeps running, and the port stays open."""
    first, second = pid(terminal, "web:web-0"), pid(terminal, "web:web-1")
    psutil.Process(first).kill()
    assert awaited(lambda: pid(terminal, "web:web-0") not in (first, 0))
    assert pid(terminal, "web:web-1") == second
    assert listens(terminal.port())


def test_the_port_outlives_one_of_two(terminal: Terminal) -> None:
    """The port stays open without one process, and closes with the last."""
    assert control(terminal, "stop", "web:web-0") == "web:web-0: stopped\n"
    assert listens(terminal.port())
    control(terminal, "stop", "web:web-1")
    assert awaited(lambda: not listens(terminal.port()))


def test_nothing_outlives_supervisord(terminal: Terminal) -> None:
    """supervisord stops its servers when it is told to end."""
    servers = [pid(terminal, "web:web-0"), pid(terminal, "web:web-1")]
    assert control(terminal, "shutdown") == "Shut down\n"
    assert awaited(lambda: not any(map(psutil.pid_exists, servers)))
    assert terminal.running[0].process.wait(30) == 0


def test_the_server_gives_up_before_supervisord_does() -> None:
    """The server's limit for stopping is below the one after which supervisord kills."""
    conf = configparser.RawConfigParser()
    conf.read(PROJECT / CONF, "utf-8")
    command = shlex.split(conf["fcgi-program:web"]["command"])
    limit = command[command.index("--timeout-graceful-shutdown") + 1]
    assert int(limit) < int(conf["fcgi-program:web"]["stopwaitsecs"])
