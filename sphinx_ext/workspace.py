"""A place to run the reader's code: a clean environment and a fresh copy of the example project.

Everything the site runs starts from here, so that one example can never see what another did.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE_PROJECT = ROOT / "example_project"

# What a program needs to find its tools and its language; nothing that configures Django.
KEPT_VARIABLES = ("HOME", "LANG", "LC_ALL", "PATH", "SYSTEMROOT", "TEMP", "TMPDIR", "VIRTUAL_ENV")
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*", "db.sqlite3*")


def clean_environment() -> dict[str, str]:
    """Return the few variables of this process that an example may inherit."""
    return {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}


@contextmanager
def workspace(example_project: Path = EXAMPLE_PROJECT) -> Iterator[Path]:
    """Give a throw-away copy of ``example_project``; it is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="asgi-") as folder:
        copy = Path(folder).resolve() / "example_project"
        shutil.copytree(example_project, copy, ignore=LEFT_OUT)
        # The explainer stands beside the example project, as in a clone.
        (copy.parent / "explain_asgi").symlink_to(ROOT / "explain_asgi")
        yield copy
