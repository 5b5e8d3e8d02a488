"""Guards what the page on database connections says of CONN_MAX_AGE: who closes a connection."""

import subprocess
import sys
from pathlib import Path

import pytest

from sphinx_ext.workspace import clean_environment, workspace

# Prints how many of five connections are open after five requests, and after a collection.
PROGRAM = """
import asyncio, gc, weakref
import puddle.asgi
from by_hand.server import http_scope, serve
from django.core.management import call_command
from django.db.backends.signals import connection_created

call_command("migrate", verbosity=0)
opened = []


def note(connection, **signal):
    opened.append(weakref.ref(connection))


def still_open():
    found = [reference() for reference in opened]
    return sum(one is not None and one.connection is not None for one in found)


connection_created.connect(note)
gc.disable()
for _ in range(5):
    asyncio.run(serve(puddle.asgi.application, http_scope("/stones/")))
print(len(opened), still_open(), gc.collect() and still_open())
"""


@pytest.mark.parametrize(("age", "left"), [("0", 0), ("60", 5), ("None", 5)])
def test_the_collector_closes_what_django_keeps(age: str, left: int) -> None:
    """Each request opens one; with 0 Django closes it, with more Python's collector does."""
    with workspace() as project:
        with Path(project, "puddle/settings.py").open("a") as settings:
            settings.write(f"DATABASES['default']['CONN_MAX_AGE'] = {age}\n")
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=project,
            env=clean_environment(),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    assert done.stdout == f"5 {left} 0\n"
