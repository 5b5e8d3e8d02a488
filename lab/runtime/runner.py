"""Runs the blocks of a page and tells the page what they print, and whether that is documented.

A documented block runs as doctest runs it, and is compared by doctest's own `OutputChecker`.
"""

import ast
import difflib
import doctest
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lab_runtime import stops, switching
from lab_runtime.ahead import Ahead
from lab_runtime.prompt import Prompt
from lab_runtime.screen import Screen, Stream
from lab_runtime.stops import NoInput, Stopped
from lab_runtime.tracebacks import Trouble, last_line, trouble

HEADER = "Traceback (most recent call last):\n  ...\n"
CHECKER = doctest.OutputChecker()
PARSER = doctest.DocTestParser()
EXAMPLE = dict[str, Any]


@dataclass
class Statement:
    """A statement of a block, what is documented to follow it, and what did."""

    source: str
    line: int  # From 0, in the block.
    want: str | None = None
    wanted_error: str | None = None
    mode: str = "single"
    got: str = ""
    error: BaseException | None = None
    shown: str = ""  # The short traceback.

    @property
    def documented(self) -> str:
        """What the page documents, an exception by its last line."""
        return HEADER + self.wanted_error if self.wanted_error else self.want or ""

    @property
    def outcome(self) -> str:
        """What was printed, an exception by its last line."""
        return self.got + (HEADER + last_line(self.error) if self.error else "")

    def same(self, flags: int) -> bool:
        """Compare as doctest does: of an exception its last line, else the output."""
        if self.error is None:
            return self.wanted_error is None and check(self.want or "", self.got, flags)
        got = last_line(self.error)
        return self.wanted_error is not None and check(self.wanted_error, got, flags)


def check(want: str, got: str, flags: int) -> bool:
    """Compare with doctest's own comparer."""
    return CHECKER.check_output(want, got, flags)


def examples(text: str) -> list[Statement]:
    """Return the statements of a doctest block."""
    return [
        Statement(example.source, example.lineno, example.want, example.exc_msg)
        for example in PARSER.get_examples(text)
    ]


def statements(text: str) -> list[Statement]:
    """Return the statements of plain Python; text that is none is one statement, for its error."""
    lines = text.splitlines(keepends=True)
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return [Statement(text, 0, mode="exec")]
    starts = [_first_line(node) - 1 for node in tree.body]
    ends = [*starts[1:], len(lines)]
    cut = [("".join(lines[a:b]), a) for a, b in zip(starts, ends, strict=True) if a < b]
    return [Statement(source, line) for source, line in cut]


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def prompted(source: str) -> str:
    """Return ``source`` as it is typed at the prompt."""
    lines = source.rstrip("\n").split("\n")
    return "".join(
        f"{'... ' if n else '>>> '}{line}".rstrip() + "\n" for n, line in enumerate(lines)
    )


def unified(documented: str, printed: str) -> str:
    """Return what differs, as lines that begin with ``-`` (documented) and ``+`` (printed)."""
    pair = documented.splitlines(), printed.splitlines()
    lines = list(difflib.unified_diff(*pair, lineterm="", n=2))[2:]
    return "\n".join(line for line in lines if not line.startswith("@@")) + "\n"


class Block:
    """One block, while it runs."""

    def __init__(self, message: EXAMPLE, prompt: Prompt, screen: Screen) -> None:
        self.message, self.prompt, self.screen = message, prompt, screen
        on = (name for name, on in message["options"].items() if on)
        self.flags = sum(doctest.OPTIONFLAGS_BY_NAME[name] for name in on)
        self.trouble: Trouble | None = None
        self.stopped: dict[str, Any] | None = None

    def run(self) -> None:
        """Run the block to its end, or until something stops it."""
        at_the_prompt = self.message["kind"] != "testcode"
        for statement in self._statements():
            if at_the_prompt:
                self.screen.echo(prompted(statement.source))
            self._run(statement)
            self.ran.append(statement)
            if self.stopped:
                return

    def _statements(self) -> Iterator[Statement]:
        kind, code = self.message["kind"], self.message["code"]
        self.ran: list[Statement] = []
        if kind == "testcode":
            want = self.message["want"]
            # doctest ends what is wanted with a newline; the page's text does not.
            yield Statement(code, 0, want and doctest.Example(code, want).want, mode="exec")
        else:
            yield from examples(code) if kind == "doctest" else statements(code)

    def _run(self, statement: Statement) -> None:
        source, mode, before = statement.source, statement.mode, statement.line
        error = self.prompt.run(lambda: self.prompt.compiled(source, mode, before))
        statement.got, statement.error = self.screen.taken(), error
        expected = statement.wanted_error is not None
        if isinstance(error, Stopped):
            self.stopped = {"why": error.why, "line": error.line, "text": error.text}
            statement.error = None
        elif isinstance(error, SystemExit) and not expected:
            text = f"The code ended its Python with sys.exit({error.code!r})."
            self.stopped = {"why": "exit", "line": statement.line + 1, "text": text}
            statement.error = None
        elif error is not None:
            self.trouble = trouble(error)
            statement.shown = self.trouble["short"]
            self.screen.show(statement.shown)

    def report(self) -> dict[str, Any]:
        """Return what the page is told at the end."""
        same, diff = (None, None) if self.stopped else self._compared()
        return {"same": same, "diff": diff, "error": self.trouble, "stopped": self.stopped}

    def _compared(self) -> tuple[bool | None, str | None]:
        kind, documented = self.message["kind"], self.message.get("documented")
        if kind == "session":
            return self._session(documented)
        if kind == "testcode" and self.message["want"] is None:
            return (None if self.trouble is None else False), None
        verdicts = [statement.same(self.flags) for statement in self.ran]
        if all(verdicts):
            return True, None
        return False, unified(*self._transcripts(verdicts))

    def _transcripts(self, verdicts: list[bool]) -> tuple[str, str]:
        """Return the block as documented and as it went; what is the same reads the same."""
        documented, went = [], []
        for statement, same in zip(self.ran, verdicts, strict=True):
            documented.append(prompted(statement.source) + statement.documented)
            shown = statement.documented if same else statement.outcome
            went.append(prompted(statement.source) + shown)
        return "".join(documented), "".join(went)

    def _session(self, documented: str | None) -> tuple[bool | None, str | None]:
        if documented is None:
            return None, None
        want = "".join(each.documented for each in examples(documented))
        got = "".join(each.outcome for each in self.ran)
        same = check(want, got, self.flags)
        return same, None if same else unified(want, got)


class _Keyboard:
    """`sys.stdin`: there is none."""

    encoding = "utf-8"

    def readline(self, size: int = -1) -> str:
        """Stop the code that asks for a line."""
        raise NoInput

    read = readline

    def fileno(self) -> int:
        """Have no number."""
        raise OSError("a browser page has no keyboard to read from")

    def isatty(self) -> bool:
        """Be no terminal."""
        return False


class Runner:
    """One interpreter: its prompt and its screen."""

    def __init__(self, arm: Callable[[bool], None]) -> None:
        self.screen = Screen()
        sys.stdout = sys.__stdout__ = Stream(self.screen, "stdout")  # type: ignore[misc,assignment]
        sys.stderr = sys.__stderr__ = Stream(self.screen, "stderr")  # type: ignore[misc,assignment]
        sys.stdin = sys.__stdin__ = _Keyboard()  # type: ignore[misc,assignment]
        self.prompt = Prompt(arm)
        self.ahead = Ahead()

    def run(self, blocks: str, say: Callable[[str], None]) -> None:
        """Run blocks (JSON) one after the other; stop where one is stopped."""
        self.ahead.hide()
        for message in json.loads(blocks):
            if self._run(message, lambda told: say(json.dumps(told))):
                return

    def _run(self, message: EXAMPLE, send: Callable[[dict[str, Any]], None]) -> bool:
        def say(told: dict[str, Any]) -> None:
            send(told | {"block": message["index"]})

        stops.forget()
        self.screen.begin(say)
        block = Block(message, self.prompt, self.screen)
        self.prompt.budget.give_up = lambda: self._give_up(say)
        block.run()
        if not block.stopped:
            switching.catch_up()
        self.screen.flush()
        say({"type": "block"} | block.report())
        return block.stopped is not None

    def _give_up(self, say: Callable[[dict[str, Any]], None]) -> None:
        """End this Python: the reader's code catches whatever should stop it."""
        stop = stops.fired()
        self.screen.flush()
        told = {"why": stop.why, "line": stop.line, "text": stop.text} if stop else None
        say({"type": "block", "same": None, "diff": None, "error": None, "stopped": told})
        os._exit(0)
