"""Runs one small program and reports what happened; started by the ``recording`` directive.

A program of its own: run by its path, in the folder of a Django project, it reads a job as JSON on
stdin and writes the recording as JSON on stdout.
"""

import sys

# What a plain interpreter has loaded; everything imported from here on is the recorder's own.
AT_START = frozenset(sys.modules)

# ruff: noqa: E402 - the line above has to come first.
import importlib
import json
import os
from collections.abc import Callable
from types import ModuleType
from typing import Any

Json = dict[str, Any]

# Each kind has a module with a function record(job).
MODULES = {
    "statements": "statements",
    "calls": "calls",
    "events": "traffic",
    "play": "play",
    "session": "session",
}


def recorder_of(kind: str) -> Callable[[Json], Json]:
    """Return the function that records ``kind``."""
    # An empty package in the place of ours, whose parents would import all of Sphinx.
    here = "sphinx_ext.recording.recorder"
    package = sys.modules[here] = ModuleType(here)
    package.__path__ = [os.path.dirname(os.path.abspath(__file__))]  # noqa: PTH100, PTH120
    record: Callable[[Json], Json] = importlib.import_module(f"{here}.{MODULES[kind]}").record
    return record


def forget_own_imports() -> None:
    """Let the program import what the recorder uses, so that its modules are counted truly."""
    for name in set(sys.modules) - AT_START - {"__main__"}:
        del sys.modules[name]


def versions() -> dict[str, str]:
    """Return the versions of what took part."""
    found = {"Python": sys.version.split()[0]}
    for title, name in {"Django": "django", "uvicorn": "uvicorn"}.items():
        if name in sys.modules:
            found[title] = sys.modules[name].__version__
    return found


def main() -> None:
    """Read the job, run it, write the recording; on failure the last line of stderr says why."""
    # What the program prints goes to stderr, so that stdout holds the recording alone.
    report = os.dup(1)
    os.dup2(2, 1)
    job = json.load(sys.stdin)
    sys.path.insert(0, os.getcwd())  # noqa: PTH109 - pathlib would be one more import
    record = recorder_of(job["kind"])
    # A server has to share its asyncio with the application.
    if job["kind"] not in ("events", "play"):
        forget_own_imports()
    recording = record(job)
    with os.fdopen(report, "w", encoding="utf-8") as file:
        json.dump({**recording, "versions": versions()}, file)


if __name__ == "__main__":
    main()
