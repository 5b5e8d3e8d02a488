"""``python -m bench.changes``: install each Django, alone, ask it, and write down its answers.

Each is asked by a Python that it runs on: this one, or a ``python3.11`` to ``python3.14`` of
``PATH``; where there is none, its answers of before are kept.
"""

import datetime
import json
import shutil
import subprocess
import sys
import tempfile
from typing import Any

from bench.changes import questions
from bench.changes.results import read, write
from sphinx_ext.workspace import clean_environment

# The oldest Python of this site that each runs on, and the newest: 3.11 to 3.14.
SERIES = {
    "3.0": (11, 11), "3.1": (11, 11), "3.2": (11, 11), "4.0": (11, 11), "4.1": (11, 11),
    "4.2": (11, 12), "5.0": (11, 12), "5.1": (11, 13), "5.2": (11, 14),
    "6.0": (12, 14), "6.1": (12, 14),
}  # fmt: skip
NAMES = ("python3.11", "python3.12", "python3.13", "python3.14")
VERSION = "import sys; print(*sys.version_info[:3])"


def pythons() -> dict[tuple[int, ...], str]:
    """Return every Python that runs here, by its version, the oldest first."""
    found: dict[tuple[int, ...], str] = {}
    for program in (sys.executable, *filter(None, map(shutil.which, NAMES))):
        done = subprocess.run([program, "-c", VERSION], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            found.setdefault(tuple(map(int, done.stdout.split())), program)
    return dict(sorted(found.items()))


def asked(series: str, python: str) -> dict[str, Any]:
    """Return the answers of the newest Django of ``series``, installed where it is thrown away."""
    with tempfile.TemporaryDirectory(prefix="asgi-") as folder:
        install = [python, "-m", "pip", "install", "--quiet", "--no-warn-conflicts"]
        install += ["--disable-pip-version-check"]
        subprocess.run(
            [*install, "--target", folder, f"django=={series}.*"],
            env=clean_environment() | {"PIP_ROOT_USER_ACTION": "ignore"}, check=True,
        )  # fmt: skip
        return answered(python, folder)


def answered(python: str, folder: str = "") -> dict[str, Any]:
    """Return what the Django in ``folder``, or the one that ``python`` has, answers."""
    done = subprocess.run(
        [python, questions.__file__], capture_output=True, text=True, check=True,
        env=clean_environment() | {"PYTHONPATH": folder},
    )  # fmt: skip
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def main() -> None:
    """Ask every Django, and write the file."""
    here, old = pythons(), read()["djangos"]
    djangos: dict[str, Any] = {}
    for series, (oldest, newest) in SERIES.items():
        version = next((one for one in here if oldest <= one[1] <= newest), None)
        if version is None:
            print(f"{series}: no Python 3.{oldest} to 3.{newest}; its answers stay.")  # noqa: T201
            djangos |= {series: old[series]} if series in old else {}
            continue
        number = ".".join(map(str, version))
        djangos[series] = {"python": number} | asked(series, here[version])
        print(f"{series}: asked {djangos[series]['django']} on Python {number}.", flush=True)  # noqa: T201
    texts = {
        question.__name__.replace("_", "-"): question.__doc__ for question in questions.QUESTIONS
    }
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    write({"date": today, "questions": texts, "djangos": djangos})


if __name__ == "__main__":
    main()
