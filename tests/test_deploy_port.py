"""Guards the program that tells who listens on a port, as the page on taken ports runs it."""

import os
import socket
import subprocess
import sys

from deploy.who_listens import listeners, sockets

from sphinx_ext.processes import free_port
from tests.pond_fixtures import PROJECT


def test_the_process_that_listens_is_named() -> None:
    """This one does, with its own command, on IPv4 and on IPv6 alike."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.create_server((address, 0), family=family) as server:
            ((number, command),) = listeners(server.getsockname()[1])
            assert number == os.getpid()
            assert command.startswith(sys.executable)


def test_a_connection_is_no_listener() -> None:
    """Who only talks through a port is left out."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert not sockets(client.getsockname()[1])
        assert len(sockets(server.getsockname()[1])) == 1


def test_a_free_port_has_nobody() -> None:
    """The program says so, and its exit code is that of a failure."""
    program = [sys.executable, str(PROJECT / "deploy/who_listens.py"), str(free_port())]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Nobody, or another user's process: try sudo.\n"
