"""`subprocess` where the program is Python: a second, empty interpreter in the same process.

It has its own `sys.modules` and its own `sys.path`, as a child has, inherits the environment and
the folder, and is over when `Popen` returns. CPython's public way to one, `_interpreters`, is not
part of Pyodide; the function its own tests use is. Any other program is not there.
"""

import _testcapi
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

FOLDER = Path("/lab/child")
CODE = "from lab_runtime import child; child.main()"


def _is_python(words: list[str]) -> bool:
    return words[0] == sys.executable or Path(words[0]).name in ("python", "python3")


class Popen:
    """A child that has ended when it is made."""

    def __init__(self, args: Any, **asked: Any) -> None:
        self.args = args
        self.pid = 2
        words = [args] if isinstance(args, (str, Path)) else args
        words = [os.fspath(word) for word in words]
        if asked.get("shell") or not _is_python(words):
            raise FileNotFoundError(2, "No such file or directory", words[0])
        text = asked.get("text") or asked.get("universal_newlines") or asked.get("encoding")
        self.returncode = self._run(words[1:], asked)
        self.stdout = self._taken("stdout", asked.get("stdout"), bool(text))
        self.stderr = self._taken("stderr", asked.get("stderr"), bool(text))
        self.stdin = None

    def _run(self, words: list[str], asked: dict[str, Any]) -> int:
        FOLDER.mkdir(exist_ok=True)
        spec = {
            "words": words,
            "cwd": os.fspath(asked.get("cwd") or Path.cwd()),
            "env": dict(asked.get("env") or os.environ),
            "together": asked.get("stderr") == subprocess.STDOUT,
        }
        (FOLDER / "spec.json").write_text(json.dumps(spec))
        (FOLDER / "code").write_text("1")
        here, environment = Path.cwd(), dict(os.environ)
        try:
            _testcapi.run_in_subinterp(CODE)
        finally:  # Folder and environment are the process's, and that is one.
            os.chdir(here)
            os.environ.clear()
            os.environ.update(environment)
        return int((FOLDER / "code").read_text())

    def _taken(self, name: str, wanted: Any, text: bool) -> Any:
        """Return a file to read what the child printed; print it where nobody asked for it."""
        printed = (FOLDER / name).read_text()
        if wanted == subprocess.PIPE:
            return io.StringIO(printed) if text else io.BytesIO(printed.encode())
        if wanted is None:
            sys.stderr.write(printed)  # A terminal shows it, a doctest does not see it.
        elif wanted not in (subprocess.DEVNULL, subprocess.STDOUT):
            wanted.write(printed)
        return None

    def communicate(self, input: Any = None, timeout: float | None = None) -> tuple[Any, Any]:
        """Return what the child printed."""
        return self.stdout and self.stdout.read(), self.stderr and self.stderr.read()

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code."""
        return self.returncode

    def poll(self) -> int:
        """Return the exit code."""
        return self.returncode

    def kill(self) -> None:
        """Do nothing: the child is over."""

    terminate = kill

    def __enter__(self) -> "Popen":
        return self

    def __exit__(self, *error: object) -> None:
        """Close nothing."""


def install() -> None:
    """Put this in the place of `subprocess.Popen`."""
    subprocess.Popen = Popen  # type: ignore[misc,assignment]
