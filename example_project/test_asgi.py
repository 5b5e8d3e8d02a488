"""Loads asgi.py in a new Python, as a server does, and speaks each protocol to it once.

Copy it beside your manage.py and change the names in capitals; `manage.py test` and pytest run it.
"""

import asyncio
import importlib
import json
import os
import subprocess
import sys
from typing import Any
from unittest import TestCase

ENTRY_POINT = "puddle.asgi:application"
ASKED = {
    "http": ("/now/", "http.request"),
    "websocket": ("/ws/pond/", "websocket.connect"),
    "lifespan": ("", "lifespan.startup"),
}
# The first thing it answers: a status, an event or an error. Django's own refuses the last two.
EXPECTED = {"http": 200, "websocket": "ValueError", "lifespan": "ValueError"}


class EntryPointTest(TestCase):
    """What a server meets when it loads the entry point."""

    def test_each_protocol(self) -> None:
        """It loads in a Python where nothing is set up, and answers each protocol as expected."""
        clean = {name: os.environ[name] for name in os.environ if name != "DJANGO_SETTINGS_MODULE"}
        command = [sys.executable, __file__, ENTRY_POINT]
        done = subprocess.run(command, env=clean, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout), EXPECTED)


async def answer(application: Any, protocol: str) -> object:
    """Ask the application in one protocol, and return the first thing it answers."""
    path, event = ASKED[protocol]
    headers = [(b"host", b"localhost"), (b"origin", b"http://localhost")]
    scope = {"type": protocol, "method": "GET", "path": path, "query_string": b"", "state": {}}
    received, sent = asyncio.Queue[Any](), asyncio.Queue[Any]()
    received.put_nowait({"type": event})
    call = asyncio.create_task(application(scope | {"headers": headers}, received.get, sent.put))
    first = asyncio.create_task(sent.get())
    await asyncio.wait([call, first], timeout=10, return_when=asyncio.FIRST_COMPLETED)
    if call.done() and (error := call.exception()):
        return type(error).__name__
    said = await asyncio.wait_for(first, timeout=1)
    return said.get("status", said["type"])


async def answers(entry_point: str) -> dict[str, object]:
    """Import the entry point and ask it in each protocol."""
    module, name = entry_point.split(":")
    application = getattr(importlib.import_module(module), name)
    return {protocol: await answer(application, protocol) for protocol in ASKED}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(answers(sys.argv[1]))))
