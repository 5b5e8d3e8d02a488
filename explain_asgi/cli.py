"""The command line: ``python -m explain_asgi [PATH…]``, and its exit codes."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from explain_asgi.engine import explain_bytes
from explain_asgi.finding_files import files
from explain_asgi.model import Explanation, Refusal
from explain_asgi.reading import LIMIT
from explain_asgi.report import as_github, as_json, as_sarif, as_text, coloured, uncoloured, worst

CLEAN, FOUND, UNREAD = 0, 1, 2
EPILOG = "Exit codes: 0 nothing found, 1 something found, 2 a file that cannot be read."


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m explain_asgi",
        description="Explains asgi.py line by line, and says what goes wrong; it never runs it.",
        epilog=EPILOG,
    )
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        default=[Path()],
        help="a file, - for standard input, or a project (default: this folder)",
    )
    parser.add_argument("--format", choices=["text", "json", "github", "sarif"], default="text")
    parser.add_argument(
        "--fail-on",
        choices=["error", "warning"],
        default="warning",
        help="the least severity that makes the exit code 1 (default: warning)",
    )
    parser.add_argument(
        "--only-findings", action="store_true", help="leave out the explanation of each statement"
    )
    parser.add_argument(
        "--fix", action="store_true", help="write the corrected text into the files"
    )
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Explain what the command line names; return the exit code."""
    asked = arguments(words)
    found = [read(path) for path in files(asked.paths)]
    if not found:
        print("There is no asgi.py and no wsgi.py here; name a file.", file=sys.stderr)  # noqa: T201
        return UNREAD
    if asked.fix:
        found = [mended(one) for one in found]
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.stdout.write(written(found, asked))
    return exit_code(found, asked.fail_on)


def read(path: Path) -> Explanation:
    """Explain one file; also say so if it cannot be opened."""
    if str(path) == "-":
        return explain_bytes(sys.stdin.buffer.read(LIMIT * 4 + 1), filename="asgi.py")
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT * 4 + 1)
    except OSError as error:
        return Explanation(str(path), "", refusal=Refusal("unreadable", f"{error.strerror}."))
    return explain_bytes(data, filename=str(path))


def mended(one: Explanation) -> Explanation:
    """Write the corrected text of a file, and explain that."""
    path = Path(one.filename)
    if one.fixed == one.source or not path.is_file():
        return one
    mark = b"\xef\xbb\xbf" if path.read_bytes().startswith(b"\xef\xbb\xbf") else b""
    path.write_bytes(mark + one.fixed.encode())
    return read(path)


def written(found: Sequence[Explanation], asked: argparse.Namespace) -> str:
    """Return the report in the format that is asked for."""
    if asked.format != "text":
        return {"json": as_json, "github": as_github, "sarif": as_sarif}[asked.format](found)
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return as_text(found, coloured if colour else uncoloured, whole=not asked.only_findings)


def exit_code(found: Sequence[Explanation], least: str) -> int:
    """Return what tells a script how it went."""
    if any(one.refusal for one in found):
        return UNREAD
    severities = worst(found)
    return FOUND if "error" in severities or (least == "warning" and severities) else CLEAN
