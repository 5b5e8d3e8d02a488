"""From bytes to text, and to a tree; or to a plain answer why a file cannot be read."""

import ast
import io
import re
import tokenize
import warnings

from explain_asgi.model import Refusal

LIMIT = 100_000  # Characters: fifty times an ordinary file, explained in a second or two.
# What nests deeper than this would end a parser that runs in a browser.
LONGEST_LINE, MOST_LINES = 4_000, 3_000

PYTHON_2 = re.compile(
    r"""^[ \t]*(print[ \t]+["'\w%]|exec[ \t]+["'\w]|"""
    r"""except[ \t]+[\w.]+[ \t]*,[ \t]*\w+[ \t]*:|raise[ \t]+[\w.]+[ \t]*,)""",
    re.MULTILINE,
)
TEMPLATE = re.compile(r"\{\{[^{}\n]+\}\}|\{%[^%\n]+%\}")


def decoded(data: bytes) -> str | Refusal:
    """Return the text of a file, in the encoding that it names, or why there is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Refusal(
            "encoding", "The file is saved as UTF-16; Python reads UTF-8. Save it again."
        )
    if b"\0" in data:
        return Refusal("binary", "The file is not text: it holds zero bytes.")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        return Refusal("encoding", f"The file is not UTF-8, which Python expects: {error}.")


def refused(source: str) -> Refusal | None:
    """Return why a text is not worth parsing, or nothing."""
    if not source.strip():
        return Refusal("empty", "The file is empty, so a server finds no application in it.")
    if len(source) > LIMIT:
        return Refusal("huge", f"The file has more than {LIMIT:,} characters, and is not read.")
    lines = lines_of(source)
    if len(lines) > MOST_LINES or max(map(len, lines)) > LONGEST_LINE:
        what = f"more than {MOST_LINES:,} lines, or a line of more than {LONGEST_LINE:,} characters"
        return Refusal("huge", f"The file has {what}, and is not read.")
    if "\0" in source:
        return Refusal("binary", "The file is not text: it holds zero bytes.")
    return None


def tree_of(source: str, filename: str) -> ast.Module | Refusal | SyntaxError:
    """Parse the text; also find what only the compiler refuses, such as an ``await`` outside."""
    try:
        with warnings.catch_warnings():  # An odd escape in a string is not our matter.
            warnings.simplefilter("ignore")
            tree = ast.parse(source, filename)
            compile(tree, filename, "exec", dont_inherit=True)
    except SyntaxError as error:
        return not_python(source) or error
    except (ValueError, RecursionError, MemoryError) as error:
        return Refusal("too deep", f"Python itself cannot parse this file: {error}.")
    return tree


def not_python(source: str) -> Refusal | None:
    """Say what a text is that is no Python of today: a template, or Python 2."""
    source = "\n".join(lines_of(source))
    if found := TEMPLATE.search(source):
        what = "The file is a template: a program fills in {}. Explain the file that it writes."
        return Refusal("template", what.format(found[0]), line_at(source, found.start()))
    if found := PYTHON_2.search(source):
        what = "The file is written in Python 2, which Django 2.0 and later do not run on."
        return Refusal("python 2", what, line_at(source, found.start(1)))
    return None


def line_at(source: str, position: int) -> int:
    """Return the number of the line that holds a position of the text."""
    return len(lines_of(source[:position]))


def lines_of(source: str) -> list[str]:
    """Return the lines as Python counts them, which is not as ``splitlines`` does."""
    return re.split(r"\r\n|\r|\n", source)
