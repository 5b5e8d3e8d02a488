"""Types statements as at the prompt of a new Python, and notes what each of them prints.

Part of the recorder, and runs in its process.
"""

import io
import os
import re
from contextlib import redirect_stdout
from typing import Any

Json = dict[str, Any]

# What another Python may add to the message of these: a guess at what was meant.
GUESSES = ("AttributeError", "ImportError", "NameError")


def record(job: Json) -> Json:
    """Type ``job["lines"]`` until one raises; return what they print, and ``job["file"]`` then."""
    names: Json = {"__name__": "__main__"}
    typed: list[Json] = []
    raises = ""
    while len(typed) < len(job["lines"]) and not raises:
        source = job["lines"][len(typed)]
        printed, raises = enter(source, names)
        typed.append({"source": source, "printed": printed})
    with open(job["file"], encoding="utf-8") as file:  # noqa: PTH123 - pathlib would be imported
        return {"typed": typed, "raises": raises, "file": file.read()}


def enter(source: str, names: Json) -> tuple[str, str]:
    """Run one statement; return what it prints, and the class of what it raises or nothing."""
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            exec(compile(source, "<stdin>", "single"), names)  # noqa: S102 - as at the prompt
    except (Exception, SystemExit) as error:
        return traceback_of(error), type(error).__name__
    return re.sub(r"0x[0-9a-f]+", "0x...", printed.getvalue()), ""


def traceback_of(error: BaseException) -> str:
    """Return the traceback with the project's own frames; three dots stand for the others."""
    import traceback

    lines = ["Traceback (most recent call last):"]
    for frame in traceback.extract_tb(error.__traceback__):
        if own(frame.filename):
            where = os.path.relpath(frame.filename)
            lines.append(f'  File "{where}", line {frame.lineno}, in {frame.name}')
            lines.append(f"    {frame.line}")
        elif lines[-1] != "  ...":
            lines.append("  ...")
    if isinstance(error, SyntaxError) and error.filename and own(error.filename):
        lines.append(f'  File "{os.path.relpath(error.filename)}", line {error.lineno}')
        lines.append(f"    {(error.text or '').strip()}")
    return "\n".join([*lines, last_line(error), ""])


def own(file: str) -> bool:
    """Return whether a file belongs to the project, whose folder this process runs in."""
    inside = os.getcwd() + os.sep  # noqa: PTH109 - pathlib would be imported
    return not file.startswith("<") and os.path.abspath(file).startswith(inside)  # noqa: PTH100


def last_line(error: BaseException) -> str:
    """Return the class and the message, without what is another on each machine or Python."""
    kind = type(error)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    message = str(error.msg if isinstance(error, SyntaxError) else error)
    message = re.sub(r"\(/[^)]*\)$", "(...)", message)
    guess = "..." if kind.__name__ in GUESSES else ""
    return f"{module}{kind.__qualname__}: {message}{guess}"
