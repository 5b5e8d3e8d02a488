"""Runs a job of the ``recording`` directive in a fresh Python, once for everything it depends on.

The recording is kept as JSON under a name made from the hash of the job, the recorder's own
source, every Python file of the example project and the versions of what takes part.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sphinx_ext.workspace import clean_environment, workspace

Json = dict[str, Any]

RECORDER = Path(__file__).resolve().parent / "recorder" / "__main__.py"
SECONDS = 30.0


class RecordingError(Exception):
    """A job that could not be recorded; the text says why."""


def dependencies(project: Path) -> Iterator[Path]:
    """Yield every file that can change a recording of ``project``."""
    yield from sorted(RECORDER.parent.glob("*.py"))
    yield from sorted(project.rglob("*.py"))


def fingerprint(job: Json, project: Path) -> str:
    """Return the hash of everything that can change the recording of ``job``."""
    parts: list[Any] = [job, sys.version]
    parts += [version(name) for name in ("django", "asgiref", "channels", "uvicorn")]
    for path in dependencies(project):
        name = path.relative_to(project) if path.is_relative_to(project) else path.name
        parts.append([str(name), hashlib.sha256(path.read_bytes()).hexdigest()])
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def recorded(job: Json, project: Path, cache: Path) -> Json:
    """Return the recording of ``job``: from the folder ``cache``, or run now and kept there.

    Raises :class:`RecordingError` if the job cannot be run; such a run is not kept.
    """
    kept = cache / f"{fingerprint(job, project)}.json"
    if not kept.exists():
        keep(run(job, project), kept)
    recording: Json = json.loads(kept.read_text(encoding="utf-8"))
    return recording


def keep(recording: Json, place: Path) -> None:
    """Write ``recording`` to ``place`` in one step, as other processes may read it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=place.parent, suffix=".part")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(recording, file, indent=1)
    os.replace(name, place)  # noqa: PTH105 - the name comes from tempfile


def run(job: Json, project: Path) -> Json:
    """Run ``job`` in a fresh Python, in a copy of ``project`` that is removed afterwards."""
    with workspace(project) as copy:
        for command in job.get("manage", []):
            python(copy, ["manage.py", *command])
        said = python(copy, ["-I", "-X", "utf8", str(RECORDER)], json.dumps(job).encode())
    recording: Json = json.loads(said)
    return recording


def python(folder: Path, arguments: list[str], said: bytes = b"") -> bytes:
    """Run a fresh Python in ``folder``; return what it prints, or raise the last line it says."""
    command = [sys.executable, *arguments]
    try:
        done = subprocess.run(
            command,
            input=said,
            capture_output=True,
            cwd=folder,
            env=clean_environment(),
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise RecordingError(f"It was stopped after {SECONDS:g} seconds.") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise RecordingError(lines[-1] if lines else f"It ended with exit code {done.returncode}.")
    return done.stdout
