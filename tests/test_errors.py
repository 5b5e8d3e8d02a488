"""Every error of the index is made to happen on the page it names."""

import re
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Error

from tests.conftest import ROOT

DOCS = ROOT / "docs"
LISTS = [DOCS / "errors" / f"{name}.rst" for name in ("index", "requests", "servers")]
CONSOLE = re.compile(r"^\.\. code-block:: console\n\n(?P<text>(?:   .*\n|\n)+)", re.MULTILINE)
ENTRY = re.compile(r"^``(?P<text>.+)``\n(?P<body>(?:   .+\n)+)", re.MULTILINE)


def entries() -> list[tuple[str, str]]:
    """Return each error text with the page that its entry links."""
    found = []
    text = "".join(file.read_text(encoding="utf-8") for file in LISTS)
    for match in ENTRY.finditer(text):
        link = re.search(r":doc:`[^<]*<(/[^>]+)>`", match["body"])
        assert link, f"The entry {match['text']!r} names no page; link the one that shows it."
        found.append((match["text"], link[1]))
    return found


def expected_outputs(page: str) -> str:
    """Return the lines of a page that ``make doctest`` compares, and what its terminals print."""
    text = Path(f"{DOCS}{page}.rst").read_text(encoding="utf-8")
    printed = [
        line.strip()
        for line in text.splitlines()
        if re.match(r"\s*[\w.]+(Error|Ready|Configured|Operation): ", line)
    ]
    for block in CONSOLE.finditer(text):
        lines = map(str.strip, block["text"].splitlines())
        printed += [line for line in lines if not line.startswith("$ ")]
    return "\n".join(printed)


@pytest.mark.parametrize(("text", "page"), entries(), ids=lambda value: value[:60])
def test_the_error_happens_on_its_page(text: str, page: str) -> None:
    """The last line of a traceback on that page holds the text of the entry."""
    assert text in expected_outputs(page), f"{page} never shows {text!r}; make it happen there."


def test_the_entries_are_sorted() -> None:
    """Within a section a reader finds an error by its first letters."""
    text = "".join(file.read_text(encoding="utf-8") for file in LISTS)
    for section in text.split("\n---")[1:]:
        texts = [match["text"].casefold().replace("' ", "'") for match in ENTRY.finditer(section)]
        assert texts == sorted(texts)


def test_there_are_entries() -> None:
    """The index lists every kind of failure that the pages show."""
    assert len(entries()) >= 77


def test_errors_named_in_prose_happen() -> None:
    """An error text that a sentence quotes is shown by some page."""
    pages = sorted(DOCS.rglob("*.rst"))
    shown = "\n".join(expected_outputs(f"/{p.relative_to(DOCS).with_suffix('')}") for p in pages)
    quoted = re.compile(r"``((?:\w+Error|ImproperlyConfigured|AppRegistryNotReady): [^`]+)``")
    for page in pages:
        for text in quoted.findall(page.read_text(encoding="utf-8")):
            assert text in shown, f"{page.name} quotes {text!r}, and no page makes it happen."


class Circle(BaseHTTPRequestHandler):
    """Redirects every request to where it came from, as Django does to HTTPS it cannot see."""

    def do_GET(self) -> None:
        """Answer with the redirect."""
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", self.path)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def test_a_browser_names_a_redirect_without_end(chromium: Browser) -> None:
    """Chromium says what the list of errors of servers quotes."""
    quoted = "ERR_TOO_MANY_REDIRECTS"
    assert f"``{quoted}``" in LISTS[-1].read_text(encoding="utf-8")
    with HTTPServer(("127.0.0.1", 0), Circle) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page()
        with pytest.raises(Error, match=f"net::{quoted}"):
            page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.close()
        server.shutdown()


def test_line_numbers_in_links_agree() -> None:
    """A link that says "line 14" leads to the page of line 14."""
    index = (DOCS / "line-by-line" / "index.rst").read_text(encoding="utf-8")
    entries = re.findall(r"^   Lines? (\d+)[^:]*: .+ <(.+)>", index, re.MULTILINE)
    number_of = {page: number for number, page in entries}
    for file in DOCS.rglob("*.rst"):
        link = r":doc:`line (\d+)[^<`]*<(?:/line-by-line/)?([\w-]+)>`"
        text = file.read_text(encoding="utf-8")
        for number, page in re.findall(link, text, re.IGNORECASE):
            assert number_of[page] == number, (file.name, page)
