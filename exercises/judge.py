"""Loads what a student wrote and asks each check of it: alike in the lab and in the tests."""

import asyncio
import json
import sys
import traceback
import types
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

MARK = "exercise: "
NAME = "/home/you/your code"  # By this folder the lab knows what it may stop after a second.
PATIENCE = 2  # Seconds; what answers at all answers at once.


def judged(code: str, checks: str) -> list[dict[str, str]]:
    """Return what each check expects, in words, and why it failed; nothing where it passed."""
    asked: dict[str, Any] = {"__name__": "checks", "run": run}
    exec(compile(checks, "checks.py", "exec"), asked)
    asked.get("before", lambda: None)()
    module = types.ModuleType("submitted")
    module.__dict__["__source__"] = code
    sys.modules["submitted"] = module
    wrong = trouble(lambda: exec(compile(code, NAME, "exec"), module.__dict__))
    found = [check for name, check in asked.items() if name.startswith("check_")]
    return [
        {"expected": str(check.__doc__), "why": wrong or trouble(partial(check, module))}
        for check in found
    ]


def run(main: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine as ``asyncio.run`` does, but not for ever; checks find it as ``run``."""
    try:
        return asyncio.run(asyncio.wait_for(main, PATIENCE))
    except TimeoutError:
        raise AssertionError("It waits for something that does not come.") from None


def trouble(attempt: Callable[[], object]) -> str:
    """Return what went wrong in ``attempt``, in a line; nothing if all went well."""
    try:
        attempt()
    except AssertionError as error:
        return str(error) or f"An assertion failed{where(error)}."
    except (Exception, SystemExit) as error:
        return f"{type(error).__name__}: {error}".removesuffix(": ") + where(error)
    return ""


def where(error: BaseException) -> str:
    """Return the line of the student's code that the error came through last."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == NAME]
    return f" (line {lines[-1]})" if lines else ""


def tell(code: str, checks: str) -> None:
    """Print the judgement on a line of its own, for the page to read."""
    print(MARK + json.dumps(judged(code, checks)))
