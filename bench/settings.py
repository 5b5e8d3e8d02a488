"""The settings under which the example project is measured: as in production, and nothing extra.

Three variables of the environment change what is compared: ``BENCH_MIDDLEWARE`` names a stack,
``BENCH_CONN_MAX_AGE`` is a number of seconds or ``None``, and ``BENCH_CONNECTIONS`` is a file
that gets one byte for each database connection that is opened.
"""

import os
from pathlib import Path
from typing import Any

from django.db.backends.signals import connection_created
from puddle.settings import *  # noqa: F403 - a measurement changes only what differs below.
from puddle.settings import DATABASES, MIDDLEWARE

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
LOGGING_CONFIG = None  # What is written to a log differs from server to server.

SYNC_ONLY = "bench.hops.SyncOnly"
MIDDLEWARE = {
    "default": MIDDLEWARE,
    "empty": [],
    "default + sync-only first": [SYNC_ONLY, *MIDDLEWARE],
    "default + sync-only last": [*MIDDLEWARE, SYNC_ONLY],
}[os.environ.get("BENCH_MIDDLEWARE", "default")]

age = os.environ.get("BENCH_CONN_MAX_AGE", "0")
DATABASES["default"]["CONN_MAX_AGE"] = None if age == "None" else int(age)


def count(**_signal: Any) -> None:
    """Add one byte to the file: an append that several processes may do at once."""
    with Path(os.environ["BENCH_CONNECTIONS"]).open("ab") as file:
        file.write(b".")


if "BENCH_CONNECTIONS" in os.environ:
    connection_created.connect(count)
