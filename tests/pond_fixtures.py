"""What the tests of the example project share: a database, clean subprocesses, real servers.

Importing this module sets Django up, so that models can be imported from here.
"""

import os
import subprocess
import sys
import tempfile
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
    "ripples", "through_asgi_py",
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
    own = {"PATH": "", "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "error"}
    return own | {"TMPDIR": tempfile.gettempdir()} | variables  # tests/leftovers.py looks for it.


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
