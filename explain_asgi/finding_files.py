"""Finds the files to explain: those that are named, and in a folder every asgi.py and wsgi.py."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

WANTED = re.compile(r"(asgi|wsgi)(_\w+)?\.py")
SKIPPED = {"node_modules", "site-packages", "__pycache__", "__pypackages__", "venv", "env"}


def files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that paths stand for; one that does not exist is yielded too, and refused."""
    for path in paths:
        if path.is_dir():
            yield from below(path)
        else:
            yield path


def below(folder: Path) -> Iterator[Path]:
    """Yield the entry points in a project, without those of virtual environments."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if is_wanted(Path(root, name)))
        for name in sorted(names):
            if WANTED.fullmatch(name):
                yield Path(root, name)


def is_wanted(folder: Path) -> bool:
    """Tell whether a folder may hold code of the project."""
    hidden = folder.name.startswith(".")
    return not hidden and folder.name not in SKIPPED and not (folder / "pyvenv.cfg").exists()
