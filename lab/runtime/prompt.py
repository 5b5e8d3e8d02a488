"""Python's prompt: runs one statement after the other in one module ``__main__``."""

import __future__

import codeop
import linecache
import sys
from collections.abc import Callable
from types import CodeType, ModuleType

from lab_runtime import switching
from lab_runtime.budget import Budget
from lab_runtime.stops import Stopped, fired

FUTURE = [getattr(__future__, name) for name in __future__.all_feature_names]


class Prompt:
    """One interpreter's ``__main__``, and what it has compiled."""

    def __init__(self, arm: Callable[[bool], None]) -> None:
        self.main = ModuleType("__main__")
        self.main.__dict__.update(__package__=None, __loader__=None, __spec__=None)
        sys.modules["__main__"] = self.main
        self.flags = codeop.PyCF_DONT_IMPLY_DEDENT
        self.count = 0
        self.budget = Budget(arm)

    def compiled(self, source: str, mode: str, before: int = 0) -> CodeType:
        """Compile ``source`` as the prompt does: its lines show in tracebacks."""
        name = f"<python-input-{self.count}>" if mode == "single" else f"<block {self.count + 1}>"
        self.count += 1
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        code = compile(source, name, mode, self.flags, dont_inherit=True)
        for feature in FUTURE:
            if code.co_flags & feature.compiler_flag:
                self.flags |= feature.compiler_flag
        self.budget.lines[name] = before
        return code

    def run(self, compiled: Callable[[], CodeType]) -> BaseException | None:
        """Run a statement; return the exception that ended it."""
        self.budget.begin()
        try:
            exec(compiled(), self.main.__dict__)
        except BaseException as error:  # Whatever the reader's code raises.
            self.budget.end()
            return self._ended(error)
        self.budget.end()
        return fired()

    def _ended(self, error: BaseException) -> BaseException:
        switching.reset()
        first = fired()
        return first if isinstance(error, Stopped) or first else error
