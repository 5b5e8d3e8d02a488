"""Runs code under a profile function and notes the calls of the functions named.

Part of the recorder, and runs in its process.
"""

import os
import sys
import time
from types import FrameType
from typing import Any

from sphinx_ext.recording.recorder.state import changes, milliseconds, outcome, state

Json = dict[str, Any]

CODE = "<the code above>"


class Watch:
    """A profile function that keeps each call of the functions named in ``watched``."""

    def __init__(self, watched: list[str]) -> None:
        self.watched = frozenset(watched)
        # Most calls are none of ours; their short name says so at little cost.
        self.short_names = frozenset(name.rpartition(".")[2] for name in watched)
        self.calls: list[Json] = []
        self.open: list[tuple[FrameType, Json]] = []
        self.known: dict[FrameType, Json] = {}

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        """Note that ``frame`` is entered or left."""
        if event == "call" and frame.f_code.co_name in self.short_names:
            name = f"{frame.f_globals.get('__name__')}.{frame.f_code.co_qualname}"
            if name in self.watched:
                self.enter(name, frame)
        elif event == "return" and self.open and self.open[-1][0] is frame:
            call = self.open.pop()[1]
            call["ms"] = milliseconds(call["start"])
            call["changes"] = changes(call["before"], state())

    def enter(self, name: str, frame: FrameType) -> None:
        """Keep a new call with its caller; a coroutine that is resumed is known already."""
        if frame not in self.known:
            caller = frame.f_back
            assert caller is not None  # noqa: S101 - at least the recorder itself
            self.known[frame] = {
                "function": name,
                "parent": self.open[-1][1]["index"] if self.open else None,
                "index": len(self.calls),
                "file": caller.f_code.co_filename,
                "line": caller.f_lineno,
                "before": state(),
                "start": time.perf_counter(),
            }
            self.calls.append(self.known[frame])
        self.open.append((frame, self.known[frame]))


def record(job: Json) -> Json:
    """Run ``job["code"]`` and return, in order, the calls of the functions ``job["watch"]``."""
    watch, error = Watch(job["watch"]), {}
    code = compile(job["code"], CODE, "exec", dont_inherit=True)
    sys.setprofile(watch)
    try:
        exec(code, {"__name__": "__main__"})  # noqa: S102 - running it is the purpose
    except (Exception, SystemExit) as raised:
        error = outcome(raised)
    finally:
        sys.setprofile(None)
    for name in job["watch"]:
        if not any(call["function"] == name for call in watch.calls):
            sys.exit(complaint(name) + (f" The code raised {error['error']}" if error else ""))
    return {"calls": [finished(call, job["code"]) for call in watch.calls], **error}


def complaint(name: str) -> str:
    """Return why the watched ``name`` was not seen."""
    import pydoc

    if pydoc.locate(name) is None:
        return f"The watched function {name} does not exist; correct the :watch: option."
    return (
        f"The watched function {name} is never called by this code; "
        "name it where it is defined, or take it out of the :watch: option."
    )


def finished(call: Json, code: str) -> Json:
    """Return ``call`` with the text of the calling line and a short file name."""
    import linecache

    if call["file"] == CODE:
        file, text = "", code.splitlines()[call["line"] - 1]
    else:
        file, text = short(call["file"]), linecache.getline(call["file"], call["line"])
    kept = {key: call[key] for key in ("function", "parent", "line", "ms", "changes")}
    return {**kept, "file": file, "source": text.strip()}


def short(file: str) -> str:
    """Return ``file`` as it is imported: relative to the longest folder of ``sys.path``."""
    folders = [folder for folder in sys.path if folder and file.startswith(folder + os.sep)]
    return file.removeprefix(max(folders, key=len, default="")).lstrip(os.sep)
