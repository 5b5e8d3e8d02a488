"""Every statement of ``asgi.py`` and ``wsgi.py`` stands on some page with its true number."""

import ast
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.conftest import ROOT

PUDDLE = ROOT / "example_project" / "puddle"


def numbered_lines(html: str) -> set[tuple[int, str]]:
    """Return every line of code that a page shows with a number in front."""
    found = set()
    for block in BeautifulSoup(html, "html.parser").select(".highlight pre"):
        marker = "\0"
        for number in block.select(".linenos"):
            number.replace_with(f"{marker}{number.get_text().strip()}{marker}")
        for piece in block.get_text().split("\n"):
            head, _, text = piece.rpartition(marker)
            if head.strip(marker).strip().isdigit():
                found.add((int(head.strip(marker)), text.strip()))
    return found


def quoted(site: Path) -> set[tuple[int, str]]:
    """Return the numbered lines of all pages."""
    pages = site.rglob("*.html")
    return set().union(*(numbered_lines(page.read_text(encoding="utf-8")) for page in pages))


def unquoted(source: str, lines: set[tuple[int, str]]) -> list[str]:
    """Return the statements of ``source`` that no page shows under their own number."""
    texts = source.splitlines()
    return [
        f"line {number}: {texts[number - 1]}"
        for number in sorted(statement.lineno for statement in ast.parse(source).body)
        if (number, texts[number - 1].strip()) not in lines
    ]


@pytest.mark.parametrize("file", ["asgi.py", "wsgi.py"])
def test_every_statement_is_quoted(site: Path, file: str) -> None:
    """A reader finds each line of the file on a page, under the number it has in the file."""
    missing = unquoted((PUDDLE / file).read_text(encoding="utf-8"), quoted(site))
    assert not missing, f"Quote these lines of {file} with literalinclude: {missing}"


def test_a_shifted_line_is_found(site: Path) -> None:
    """A line added on top gives every statement another number, and none is quoted any more."""
    source = "# A comment of ours.\n" + (PUDDLE / "asgi.py").read_text(encoding="utf-8")
    assert len(unquoted(source, quoted(site))) == 5
