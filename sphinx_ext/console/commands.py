"""The commands of a block, and whether one printed what the page shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from doctest import ELLIPSIS, OutputChecker

INTERRUPT = "^C"


class ConsoleError(AssertionError):
    """A command that did not do what its page shows; the text says what it did."""


@dataclass(frozen=True)
class Command:
    """One command, what it prints, and the line of the page where it stands."""

    text: str
    expected: str
    line: int

    def error(self, complaint: str) -> ConsoleError:
        """Return an error that names the command and its line."""
        return ConsoleError(f"line {self.line}: $ {self.text}\n{complaint}")


def commands_of(block: str, line: int) -> Iterator[Command]:
    """Yield the commands of a ``console`` block whose first line is ``line``.

    Raises :class:`ConsoleError` if the block begins with output that no command printed.
    """
    lines = block.splitlines()
    starts = [index for index, text in enumerate(lines) if text.startswith(("$ ", INTERRUPT))]
    if not starts or starts[0] != 0:
        raise ConsoleError(f"line {line}: the block begins with no command; write one after '$ '.")
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        expected = "".join(f"{text}\n" for text in lines[start + 1 : end])
        yield Command(lines[start].removeprefix("$ "), expected, line + start)


def matches(expected: str, got: str) -> bool:
    """Return whether ``got`` is what ``expected`` shows, by the rules of doctest."""
    if got and not got.endswith("\n"):  # A page cannot show that the last line has no end.
        got += "\n"
    return OutputChecker().check_output(expected, got, ELLIPSIS)
