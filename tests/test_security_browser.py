"""What a real browser sends along when a page of another origin opens a WebSocket."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bench.servers import UVICORN, started
from sphinx_ext.workspace import clean_environment, workspace

UNGUARDED = """
from channels.security.websocket import OriginValidator
from entrypoints.websocket import application as guarded

application = guarded.application_mapping["websocket"].application
whole = OriginValidator(application, ["https://pond.example"])
"""
LOG_IN = """
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

call_command("migrate", verbosity=0)
browser = Client()
browser.force_login(User.objects.create_user("frog"))
print(browser.cookies["sessionid"].value, settings.SESSION_COOKIE_SAMESITE)
"""
# Opens a WebSocket, throws a stone, and says in whose name it fell.
ATTACK = """
address => new Promise(done => {
  const socket = new WebSocket(address)
  socket.onopen = () => socket.send('{"x": 0.5, "y": 0.5, "weight": 3}')
  socket.onmessage = event => done(JSON.parse(event.data).you)
  socket.onerror = () => done("refused")
  socket.onclose = () => done("closed")
})
"""


@pytest.fixture(scope="module")
def project() -> Iterator[tuple[Path, str]]:
    """A project with a user who is logged in, and the cookie of the session."""
    with workspace() as project:
        (project / "unguarded.py").write_text(UNGUARDED, encoding="utf-8")
        command = [sys.executable, "manage.py", "shell", "-c", LOG_IN]
        environment = clean_environment()
        done = subprocess.run(
            command, cwd=project, env=environment, capture_output=True, text=True, check=True
        )
        session, same_site = done.stdout.split()[-2:]
        assert same_site == "Lax", "Django's default"
        yield project, session


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of another site, with an empty page."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "index.html").write_text("<!doctype html><title>Elsewhere</title>", encoding="utf-8")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


# A page of another port is of the same site; a page of another name is of another one.
@pytest.mark.parametrize(
    ("target", "name", "you"),
    [
        ("unguarded:application", "127.0.0.1", "frog"),
        ("unguarded:application", "localhost", ""),
        ("entrypoints.websocket:application", "127.0.0.1", "frog"),
        ("unguarded:whole", "127.0.0.1", "refused"),
        ("entrypoints.websocket:application", "localhost", "refused"),
    ],
)
def test_in_whose_name_a_foreign_page_speaks(
    chromium: Browser, project: tuple[Path, str], elsewhere: int, target: str, name: str, you: str
) -> None:
    """SameSite=Lax holds the cookie back from another site, and not from another port."""
    folder, session = project
    # With DEBUG and no hosts, localhost is ours as well.
    settings = "from puddle.settings import *\nALLOWED_HOSTS = ['127.0.0.1']\n"
    (folder / "strict.py").write_text(settings, encoding="utf-8")
    variables = {"DJANGO_SETTINGS_MODULE": "strict"}
    with started(UVICORN, folder, target=target, variables=variables) as run:
        context = chromium.new_context()
        cookie = {"name": "sessionid", "value": session, "url": run.url, "sameSite": "Lax"}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(f"http://{name}:{elsewhere}/")
        assert page.evaluate(ATTACK, f"ws://127.0.0.1:{run.address}/ws/pond/") == you
        context.close()
