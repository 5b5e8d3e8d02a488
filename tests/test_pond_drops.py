"""Guards the streams of drops: when each piece arrives, for each generator under each protocol."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.test import AsyncClient, Client

from bench.servers import GUNICORN_SYNC, UVICORN, Server, started
from tests.pond_fixtures import PROJECT, clean_env, pond_database  # noqa: F401 - a fixture

PLAIN, ASYNC = "/drops/", "/drops-async/"
# In how many different seconds the three drops come; how late the first is, the machine decides.
IN_TIME, AT_THE_END = 3, 1


@pytest.mark.parametrize(
    ("server", "path", "moments"),
    [
        (UVICORN, ASYNC, IN_TIME),
        (UVICORN, PLAIN, AT_THE_END),
        (GUNICORN_SYNC, PLAIN, IN_TIME),
        (GUNICORN_SYNC, ASYNC, AT_THE_END),
    ],
    ids=lambda value: value.name if isinstance(value, Server) else None,
)
def test_a_drop_arrives_in_time_if_the_generator_fits(
    server: Server, path: str, moments: int
) -> None:
    """An async generator streams under ASGI and a plain one under WSGI; the others come at once."""
    with started(server, PROJECT) as run:
        command = [sys.executable, "-m", "pond.arrivals", run.url + path]
        done = subprocess.run(
            command, cwd=PROJECT, env=clean_env(), capture_output=True, text=True, check=True
        )
    seconds, drops = zip(*(line.split(" s: ") for line in done.stdout.splitlines()), strict=True)
    assert drops == ("drip", "drop", "splash")
    assert len(set(seconds)) == moments


@pytest.mark.usefixtures("pond_database")
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")
@pytest.mark.parametrize("path", [PLAIN, ASYNC])
def test_all_drops_come_under_both_protocols(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each generator gives the same three drops under WSGI and ASGI."""
    monkeypatch.setattr("pond.drops.GAP_SECONDS", 0)
    plain: Any = Client().get(path)
    assert b"".join(plain) == b"drip\ndrop\nsplash\n"

    async def answer() -> bytes:
        response: Any = await AsyncClient().get(path)
        pieces: AsyncIterator[bytes] = aiter(response)
        return b"".join([piece async for piece in pieces])

    assert asyncio.run(answer()) == b"drip\ndrop\nsplash\n"
