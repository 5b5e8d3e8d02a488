"""Tracebacks as Python prints them, and the same with only the frames of the reader's code."""

import re
import traceback
from typing import TypedDict

OWN = ("/home/you/", "<python-input-", "<block ")
LAB = "/lab/"
DEEP = 5_000
FRAME = re.compile(r'^  File "(?P<file>[^"]*)"')


class Trouble(TypedDict):
    """What the page shows: the short form, the whole, and how many lines are between them."""

    short: str
    full: str
    hidden: int


def without_lab(error: traceback.TracebackException | None) -> None:
    """Leave out the frames of the lab itself, along the chain of causes."""
    while error is not None:
        kept = [frame for frame in error.stack if not frame.filename.startswith(LAB)]
        error.stack = traceback.StackSummary.from_list(kept)
        without_lab(error.__cause__)
        error = error.__context__


def frames(lines: list[str]) -> list[tuple[bool, list[str]]]:
    """Cut a printed traceback into frames and what is between; say of each whether it shows."""
    parts: list[tuple[bool, list[str]]] = []
    for line in lines:
        match = FRAME.match(line)
        if match:
            parts.append((match["file"].startswith(OWN), [line]))
        elif parts and FRAME.match(parts[-1][1][0]) and line.startswith(("    ", "  [Previous")):
            parts[-1][1].append(line)
        else:
            parts.append((True, [line]))
    return parts


def trimmed(full: str) -> tuple[str, int]:
    """Return a printed traceback without the frames of Django and Python, and their lines."""
    short: list[str] = []
    hidden = run = 0
    for shows, lines in [*frames(full.splitlines(keepends=True)), (True, [])]:
        if not shows:
            run += len(lines)
            continue
        if run:
            short.append(f"  ({run} more line{'s' * (run > 1)} in Django and Python)\n")
            hidden, run = hidden + run, 0
        short += lines
    return "".join(short), hidden


def _limit(error: BaseException) -> int | None:
    """Return how many frames to look at: all, but for a recursion without a sensible limit."""
    depth, frame = 0, error.__traceback__
    while frame is not None and depth <= DEEP:
        depth, frame = depth + 1, frame.tb_next
    return DEEP if depth > DEEP else None


def trouble(error: BaseException) -> Trouble:
    """Return the traceback of ``error`` as the page shows it."""
    told = traceback.TracebackException.from_exception(error, limit=_limit(error))
    without_lab(told)
    if isinstance(error, SyntaxError) and not told.stack:
        full = "".join(told.format_exception_only())
    else:
        full = "".join(told.format())
    short, hidden = trimmed(full)
    return {"short": short, "full": full, "hidden": hidden}


def last_line(error: BaseException) -> str:
    """Return what doctest compares of an exception: its type and its text."""
    lines = traceback.format_exception_only(error)
    if isinstance(error, SyntaxError):
        kind = type(error)
        beginnings = (f"{kind.__qualname__}:", f"{kind.__module__}.{kind.__qualname__}:")
        first = next((n for n, line in enumerate(lines) if line.startswith(beginnings)), 0)
        lines = lines[first:]
    return "".join(lines)
