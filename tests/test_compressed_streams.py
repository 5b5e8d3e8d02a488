"""Guards what GZipMiddleware of Django 5.2 makes of a stream, as curl and Chromium see it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from playwright.sync_api import Browser

from bench.servers import GUNICORN_SYNC, UVICORN, Run, started
from sphinx_ext.workspace import workspace

pytestmark = pytest.mark.skipif(django.VERSION >= (6, 0), reason="Django 6.0 does it otherwise.")
MIDDLEWARE = "MIDDLEWARE.insert(0, 'django.middleware.gzip.GZipMiddleware')\n"
FETCH = "path => fetch(path).then(answer => answer.text())"


@pytest.fixture(scope="module")
def project() -> Iterator[Path]:
    """Give a project that compresses, with faster drops."""
    with workspace() as folder:
        with (folder / "puddle/settings.py").open("a") as settings:
            settings.write(MIDDLEWARE)
        drops = folder / "pond/drops.py"
        drops.write_text(drops.read_text().replace("GAP_SECONDS = 1.0", "GAP_SECONDS = 0.5"))
        yield folder


def curl(run: Run, path: str, *options: str) -> str:
    """Return what curl reads, where it takes compressed answers."""
    command = ["curl", "-sN", "--compressed", *options, run.url + path]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_an_async_stream_is_cut_off(project: Path, chromium: Browser) -> None:
    """Under ASGI curl and Chromium read the first piece, and nothing after it."""
    with started(UVICORN, project) as run:
        assert curl(run, "/drops-async/") == "drip\n"
        page = chromium.new_page()
        page.goto(f"{run.url}/now/")
        assert page.evaluate(FETCH, "/drops-async/") == "drip\n"
        page.close()


def test_a_plain_stream_is_held_back(project: Path) -> None:
    """Under WSGI all of it comes, and nothing before the last piece is made."""
    with started(GUNICORN_SYNC, project) as run:
        assert curl(run, "/drops/", "--max-time", "1.2") == ""
        assert curl(run, "/drops/") == "drip\ndrop\nsplash\n"
