"""Who heeds PYTHONASYNCIODEBUG, as the page on variables says."""

import importlib
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from bench.servers import DAPHNE, GRANIAN, GUNICORN, HYPERCORN, UVICORN, Server, started
from tests.conftest import ROOT

PAGE = (ROOT / "docs/reference/environment.rst").read_text(encoding="utf-8")
SAID = "Daphne, Granian and Gunicorn heed it; Hypercorn does not, nor does Uvicorn on Python 3.11."
BLOCKING = '''
import time

async def application(scope, receive, send):
    """Hold the loop for longer than it should be held."""
    if scope["type"] == "http":
        time.sleep(0.3)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})
'''
# The loop of Python itself: uvloop has no such mode.
LOOPS = {
    UVICORN: "--loop asyncio",
    DAPHNE: "",
    HYPERCORN: "",
    GRANIAN: "--loop asyncio",
    GUNICORN: "--asgi-loop asyncio",
}


@pytest.mark.parametrize("server", LOOPS, ids=lambda server: server.name)
def test_a_server_heeds_the_debug_mode_or_does_not(server: Server, tmp_path: Path) -> None:
    """The log names the task that held the loop, under those that the page names."""
    (tmp_path / "blocking.py").write_text(BLOCKING, encoding="utf-8")
    heeds = server in (DAPHNE, GRANIAN, GUNICORN)
    if server is UVICORN:
        heeds = sys.version_info >= (3, 12)
    debug = {"PYTHONASYNCIODEBUG": "1"}
    target, options = "blocking:application", LOOPS[server]
    with started(server, tmp_path, target=target, options=options, variables=debug) as run:
        with urlopen(f"{run.url}/", timeout=30) as answer:  # noqa: S310 - our own server
            assert answer.status == 200
        # What is slow is named before the loop takes up the next request.
        with urlopen(f"{run.url}/", timeout=30) as answer:  # noqa: S310
            assert answer.status == 200
        assert ("Executing <" in run.printed()) is heeds, run.printed()
    assert SAID in PAGE


# Where each package reads variables at all: ASGI_THREADS, and what a log may show.
READERS = {"daphne": ["server.py"], "hypercorn": ["logging.py"]}


@pytest.mark.parametrize("package", READERS)
def test_two_servers_take_no_option_from_a_variable(package: str) -> None:
    """Nothing of them reads the environment but the modules that read it for something else."""
    (folder,) = importlib.import_module(package).__path__
    files = sorted(Path(folder).rglob("*.py"))
    readers = [file.name for file in files if "os.environ" in file.read_text(encoding="utf-8")]
    assert readers == READERS[package]
    assert "Daphne and Hypercorn none." in PAGE
