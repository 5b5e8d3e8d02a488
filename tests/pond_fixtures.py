"""What the tests of the example project share: a database, clean subprocesses, real servers.

Importing this module sets Django up, so that models can be imported from here.
"""

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from asgiref.testing import ApplicationCommunicator
from django.db import connections
from django.test.utils import override_settings, setup_databases, teardown_databases

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")
django.setup()

from django.contrib.auth.models import AnonymousUser  # noqa: E402 - models come after the set-up.
from pond import consumers, ripples  # noqa: E402
from pond.models import Stone  # noqa: E402

__all__ = [
    "PROJECT", "AnonymousUser", "Stone", "consumers", "manage", "pond", "pond_database",
    "ripples", "serving", "through_asgi_py",
]  # fmt: skip

PROJECT = Path(__file__).parent.parent / "example_project"


@pytest.fixture(scope="module")
def pond_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give a module a migrated SQLite file of its own, which threads can share.

    Django's test clients say they ask "testserver", so that is an allowed host here too.
    """
    name = tmp_path_factory.mktemp("pond") / "test.sqlite3"
    connections["default"].settings_dict["TEST"]["NAME"] = str(name)
    before = setup_databases(verbosity=0, interactive=False)
    with override_settings(ALLOWED_HOSTS=["localhost", "testserver"]):
        yield
    teardown_databases(before, verbosity=0)
    connections.close_all()


@pytest.fixture
def pond(pond_database: None) -> Iterator[None]:  # noqa: ARG001 - it comes first.
    """Give a test an empty pond."""
    yield
    Stone.objects.all().delete()


def through_asgi_py(path: str) -> Any:
    """Return an asgiref communicator that GETs `path` from puddle/asgi.py's application."""
    from puddle.asgi import application

    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"host", b"localhost")]}
    return ApplicationCommunicator(application, scope)  # type: ignore[no-untyped-call]


def clean_env(**variables: str) -> dict[str, str]:
    """Return an environment that holds `variables` and nothing of this machine's settings."""
    return {"PATH": "", "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "error", **variables}


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py in a process whose environment holds only `variables`."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=clean_env(**variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextlib.contextmanager
def serving(*arguments: str, database: str) -> Iterator[str]:
    """Run ``python <arguments>``, a server on port 0, and yield the address it prints."""
    server = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env=clean_env(DATABASE_URL=database, PYTHONWARNINGS=""),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield address_printed_by(server)
    finally:
        stop(server)


def address_printed_by(server: subprocess.Popen[str]) -> str:
    """Read what `server` prints until it names its address; fail with the text if it ends."""
    assert server.stdout is not None
    printed = ""
    for line in server.stdout:
        printed += line
        if found := re.search(r"http://127\.0\.0\.1:[1-9]\d*", line):
            return found[0]
    raise AssertionError(f"The server ended before it listened:\n{printed}")


def stop(server: subprocess.Popen[str]) -> None:
    """End `server`, politely at first, and read the rest of what it prints."""
    server.terminate()
    try:
        server.communicate(timeout=5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.communicate()
