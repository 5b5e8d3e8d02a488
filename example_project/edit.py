"""Changes one line of a file, so that a page can break ``puddle/asgi.py`` and show what happens.

A line is named by its beginning. Every example runs in a copy of the project of its own.
"""

from pathlib import Path

ASGI = "puddle/asgi.py"


def number(lines: list[str], beginning: str) -> int:
    """Return the index of the one line that starts with `beginning`.

    Raises ValueError, with the text, if there is none or more than one.
    """
    found = [index for index, line in enumerate(lines) if line.startswith(beginning)]
    if len(found) != 1:
        raise ValueError(f"{len(found)} lines begin with {beginning!r}; name exactly one.")
    return found[0]


def lines_of(file: str) -> list[str]:
    """Return the lines of `file`, without their ends."""
    return Path(file).read_text(encoding="utf-8").split("\n")


def save(file: str, lines: list[str]) -> None:
    """Write `lines` to `file`."""
    Path(file).write_text("\n".join(lines), encoding="utf-8")


def delete(beginning: str, file: str = ASGI) -> None:
    """Delete a line."""
    lines = lines_of(file)
    del lines[number(lines, beginning)]
    save(file, lines)


def insert(line: str, above: str, file: str = ASGI) -> None:
    """Insert `line` above the line that starts with `above`."""
    lines = lines_of(file)
    lines.insert(number(lines, above), line)
    save(file, lines)


def move(beginning: str, above: str, file: str = ASGI) -> None:
    """Move a line above the line that starts with `above`."""
    lines = lines_of(file)
    line = lines.pop(number(lines, beginning))
    lines.insert(number(lines, above), line)
    save(file, lines)


def replace(old: str, new: str, file: str = ASGI) -> None:
    """Replace `old`, which the file holds exactly once, by `new`.

    Raises ValueError, with the text, if the file holds it never or more often.
    """
    text = Path(file).read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{file} holds {old!r} {text.count(old)} times; name it exactly once.")
    Path(file).write_text(text.replace(old, new), encoding="utf-8")
