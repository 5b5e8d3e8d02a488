"""Rules about a file that Python refuses to parse: what remains to be said of its text."""

import re
import sys
from collections.abc import Iterator

from explain_asgi.model import Finding
from explain_asgi.parsed import Parsed
from explain_asgi.reading import lines_of
from explain_asgi.rules.base import Hit, Rule

PAGE = "errors/lines.html#conflict-markers"
START, END = re.compile(r"<{7}( |$)"), re.compile(r">{7}( |$)")


def nothing(_file: Parsed) -> Iterator[Hit]:
    """Find nothing: there is no tree to look at."""
    yield from ()


CONFLICT = Rule("merge-conflict", "error", "import", "A merge was left half done.", PAGE, nothing)
SYNTAX = Rule(
    "syntax-error", "error", "import", "Python refuses a line.", "errors/lines.html", nothing
)


def findings(source: str, error: SyntaxError, filename: str) -> tuple[Finding, ...]:
    """Say why Python refuses the text: the first marker of a merge, or its own words."""
    lines = lines_of(source)
    for number, line in enumerate(lines, 1):
        if START.match(line) or END.match(line):
            return (conflict(number, filename),)
    line_number = min(max(error.lineno or 1, 1), len(lines))
    column = min(max(error.offset or 1, 1), len(lines[line_number - 1]) + 1)
    version = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    return (
        SYNTAX.finding(
            line_number,
            column,
            f"No server can import the file: `{type(error).__name__}: {error.msg}`, "
            f"says {version}, which reads it here.",
            "Compare the line with what `startproject` writes.",
        ),
    )


def conflict(number: int, filename: str) -> Finding:
    """Return the finding for the marker of a merge on a line."""
    quiet = "`manage.py check` and plain `runserver` do not import the file, and say nothing."
    if "wsgi" in filename.replace("\\", "/").rpartition("/")[2]:
        quiet = "`manage.py check` does not import the file, and says nothing."
    return CONFLICT.finding(
        number,
        1,
        f"The line is a marker of `git`: `SyntaxError: invalid syntax`. {quiet}",
        "Choose one of the two sides, and remove the three markers.",
    )


TEXT_RULES = (CONFLICT, SYNTAX)
