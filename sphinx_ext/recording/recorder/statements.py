"""Runs a file statement by statement and notes what changes after each.

Part of the recorder, and runs in its process.
"""

import __future__

import ast
import importlib
import os
import sys
import time
from types import CodeType, ModuleType
from typing import Any

from sphinx_ext.recording.recorder.state import changes, milliseconds, outcome, state

Json = dict[str, Any]


def record(job: Json) -> Json:
    """Run the file ``job["path"]`` statement by statement; stop at the first that raises."""
    with open(job["path"], encoding="utf-8") as file:  # noqa: PTH123 - pathlib would be counted
        text = file.read()
    module = new_module(job["path"])
    steps: list[Json] = []
    features = 0
    for statement in ast.parse(text, job["path"]).body:
        code = compiled(statement, job["path"], features, first=not steps)
        features |= code.co_flags & FUTURES
        steps.append({**place(statement, text), **run_statement(code, module)})
        if "error" in steps[-1]:
            break
    raised = {"raises": steps[-1]["raises"]} if steps and "raises" in steps[-1] else {}
    return {"steps": steps, **raised}


# The bits that ``from __future__ import ...`` sets in a statement, for all that follow it.
FUTURES = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


def compiled(statement: ast.stmt, path: str, features: int, *, first: bool) -> CodeType:
    """Return the code of one statement, with its true line numbers."""
    body = [statement]
    if not first and isinstance(statement, ast.Expr):
        # First in a module, any string would become its docstring.
        body.insert(0, ast.copy_location(ast.Pass(), statement))
    code: CodeType = compile(ast.Module(body, []), path, "exec", features, dont_inherit=True)
    return code


def place(statement: ast.stmt, text: str) -> Json:
    """Return the lines of a statement, its decorators among them: numbers and source."""
    decorators = getattr(statement, "decorator_list", [])
    first = min(node.lineno for node in [statement, *decorators])
    last = statement.end_lineno or first
    return {
        "first": first,
        "last": last,
        "source": "\n".join(text.splitlines()[first - 1 : last]),
    }


def new_module(path: str) -> ModuleType:
    """Return an empty module for ``path``, with its packages imported, as an import makes it."""
    name = path.removesuffix(".py").replace("/", ".")
    package = name.rpartition(".")[0]
    if package:
        importlib.import_module(package)
    module = sys.modules[name] = ModuleType(name)
    module.__file__, module.__package__ = os.path.abspath(path), package  # noqa: PTH100
    module.__dict__["__builtins__"] = __builtins__
    return module


def run_statement(code: CodeType, module: ModuleType) -> Json:
    """Run one statement in ``module``; return what changed, the names bound, time and error."""
    names, before, error = dict(vars(module)), state(), {}
    start = time.perf_counter()
    try:
        exec(code, vars(module))  # noqa: S102 - running it is the purpose
    except (Exception, SystemExit) as raised:
        error = outcome(raised)
    took = milliseconds(start)
    bound = {k: type(v).__name__ for k, v in vars(module).items() if names.get(k, names) is not v}
    return {"ms": took, "changes": changes(before, state()), "bound": bound, **error}
