"""The main program of an interpreter that stands for a child process (see `processes`)."""

import json
import os
import runpy
import sys
import traceback
from pathlib import Path
from typing import Any

from lab_runtime import library
from lab_runtime.tracebacks import without_lab

FOLDER = Path("/lab/child")


def main() -> None:
    """Do what the command line says; leave the output and the exit code in files."""
    spec = json.loads((FOLDER / "spec.json").read_text())
    (FOLDER / "stderr").write_text("")
    with (FOLDER / "stdout").open("w") as out, (FOLDER / "stderr").open("w") as error:
        sys.stdout, sys.stderr = out, out if spec["together"] else error
        code = _ended(spec)
    (FOLDER / "code").write_text(str(code))


def _ended(spec: dict[str, Any]) -> int:
    """Run the program; return the exit code of its process."""
    try:
        _run(spec)
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
            return 1
        return end.code or 0
    except BaseException as error:
        told = traceback.TracebackException.from_exception(error)
        without_lab(told)
        kept = [frame for frame in told.stack if not frame.filename.startswith("<frozen runpy")]
        told.stack = traceback.StackSummary.from_list(kept)
        sys.stderr.write("".join(told.format()))
        return 1
    return 0


def _nothing() -> bytes:
    raise OSError("only the first interpreter can download")


def _run(spec: dict[str, Any]) -> None:
    library.install(_nothing)
    from lab_runtime import primitives  # What this imports is part of the library.

    primitives.install()
    from lab_runtime import loops

    loops.install()
    os.chdir(spec["cwd"])
    os.environ.clear()
    os.environ.update(spec["env"])
    sys.executable = "/usr/bin/python3"
    options = [word for word in spec["words"] if word.startswith("-") and word not in ("-c", "-m")]
    words = (
        spec["words"][len(options) :] if spec["words"][: len(options)] == options else spec["words"]
    )
    match words:
        case ["-c", code, *rest]:
            sys.argv = ["-c", *rest]
            sys.path.insert(0, "")
            main = sys.modules["__main__"].__dict__
            exec(compile(code, "<string>", "exec"), main)
        case ["-m", module, *rest]:
            sys.argv = [module, *rest]
            sys.path.insert(0, os.getcwd())  # noqa: PTH109 - a text, as Python puts it.
            runpy.run_module(module, run_name="__main__", alter_sys=True)
        case [file, *rest]:
            sys.argv = [file, *rest]
            sys.path.insert(0, str(Path(file).resolve().parent))
            runpy.run_path(file, run_name="__main__")
        case _:
            raise OSError("a browser page has no keyboard for another prompt")
