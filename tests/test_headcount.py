"""Guards the headcount: it counts those who hear of its own stone, and fails unless all do."""

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest
from pond import headcount
from websockets.asyncio.server import ServerConnection, serve

from tests.conftest import ROOT


class Pond:
    """Tells every socket of a stone of its own, and the first ``heard`` of the one thrown."""

    def __init__(self, heard: int) -> None:
        self.heard = heard
        self.sockets: list[ServerConnection] = []

    async def connected(self, socket: ServerConnection) -> None:
        """Pass on what a socket says."""
        self.sockets.append(socket)
        async for message in socket:
            stone = json.loads(message)
            for listener in self.sockets:
                await listener.send(json.dumps({"stone": stone | {"x": 2}}))
            for listener in self.sockets[: self.heard]:
                await listener.send(json.dumps({"stone": stone | {"id": 1}}))

    @contextlib.asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        """Serve, and yield the address."""
        async with serve(self.connected, "127.0.0.1", 0) as server:
            yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


@pytest.mark.parametrize("heard", [0, 2, 3])
def test_those_who_hear_are_counted(monkeypatch: pytest.MonkeyPatch, heard: int) -> None:
    """A stone that somebody else throws does not count."""
    if heard < 3:  # Then it waits until the time is up.
        monkeypatch.setattr(headcount, "SECONDS", 2)

    async def test() -> int:
        async with Pond(heard).served() as url:
            return await headcount.headcount([url], 3, 0)

    assert asyncio.run(test()) == heard


def test_a_socket_that_is_closed_hears_nothing() -> None:
    """Where the server hangs up, nobody hears, and nothing is raised."""

    async def hang_up(socket: ServerConnection) -> None:
        await socket.close()

    async def test() -> int:
        async with serve(hang_up, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return await headcount.headcount([f"ws://127.0.0.1:{port}/"], 3, 0)

    assert asyncio.run(test()) == 0


@pytest.mark.parametrize(("heard", "code"), [(2, 1), (3, 0)])
def test_the_exit_code_says_whether_all_heard(heard: int, code: int) -> None:
    """The command prints one line, and ends with 1 unless all heard."""

    async def test() -> subprocess.CompletedProcess[str]:
        async with Pond(heard).served() as url:
            command = [sys.executable, "-m", "pond.headcount", url, "--sockets", "3"]
            return await asyncio.to_thread(
                subprocess.run,
                command,
                cwd=ROOT / "example_project",
                text=True,
                capture_output=True,
                check=False,
            )

    done = asyncio.run(test())
    assert (done.stdout, done.returncode) == (f"{heard} of 3 sockets heard of the stone.\n", code)
