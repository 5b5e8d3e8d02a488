"""Every error that the pages of errors/ explain is made to happen, there or on a linked page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Error

from sphinx_ext.console.commands import matches
from sphinx_ext.errors import Entry
from tests.conftest import ROOT

DOCS = ROOT / "docs"
# The addresses that were ever published; a name is added here, and never taken away.
ADDRESSES = ROOT / "tests" / "error_addresses.txt"
LISTS = sorted((DOCS / "errors").glob("*.rst"))
CONSOLE = re.compile(r"^( *)\.\. code-block:: console\n\n(?P<text>(?:\1   .*\n|\n)+)", re.MULTILINE)
DOCTEST = re.compile(r"^(?P<indent> *)>>> .*\n(?:(?P=indent)\S.*\n|(?P=indent) +\S.*\n)*", re.M)
ENTRY = re.compile(
    r"^(?P<kept>(?:\.\. _.+:\n\n)*)\.\. _(?P<label>.+):\n\n``(?P<text>.+)``\n-+\n\n"
    r"(?P<body>(?:(?!\.\. _|Next\n).*\n)+)",
    re.MULTILINE,
)
# What only a browser says; tests below have one say it.
SAID_BY_BROWSERS = {"redirects", "browser-handshake"}


@dataclass(frozen=True)
class Explained:
    """One entry: its page, its label, the text of the error, and all that stands below.

    The entry may keep the labels of others that were merged into it.
    """

    page: str
    label: str
    text: str
    body: str
    kept: tuple[str, ...]

    @property
    def address(self) -> str:
        """Where it is found on the site."""
        return self.address_of(self.label)

    def address_of(self, label: str) -> str:
        """Return the address that a label gives it."""
        return f"errors/{self.page}.html#{label}"


def entries() -> Iterator[Explained]:
    """Yield every entry, page by page."""
    for file in LISTS:
        for found in ENTRY.finditer(file.read_text(encoding="utf-8")):
            kept = tuple(re.findall(r"_(.+):", found["kept"]))
            yield Explained(file.stem, found["label"], found["text"], found["body"], kept)


def outputs(text: str) -> str:
    """Return the lines that ``make doctest`` compares, and what terminals print."""
    printed = []
    for block in DOCTEST.finditer(text):
        lines = map(str.strip, block[0].splitlines())
        printed += [line for line in lines if not line.startswith((">>> ", "... "))]
    for block in CONSOLE.finditer(text):
        lines = map(str.strip, block["text"].splitlines())
        printed += [line for line in lines if not line.startswith("$ ")]
    return "\n".join(printed)


def expected_outputs(page: str) -> str:
    """Return what the runs of a page print."""
    return outputs(Path(f"{DOCS}{page}.rst").read_text(encoding="utf-8"))


def shows(output: str, text: str) -> bool:
    """Return whether a line holds ``text``, or has dots where Pythons differ and fits it."""
    if text in output:
        return True
    lines = [line for line in output.splitlines() if 3 * len(line.replace("...", "")) > len(text)]
    return any("..." in line and matches(f"{line}\n", text) for line in lines)


@pytest.mark.parametrize("entry", list(entries()), ids=lambda entry: entry.label)
def test_the_error_happens(entry: Explained) -> None:
    """A run prints the text of the entry, below it or on a page that it links."""
    if entry.label in SAID_BY_BROWSERS:
        return
    linked = re.findall(r":doc:`[^<]*<(/[^>]+)>`", entry.body)
    shown = [outputs(entry.body), *map(expected_outputs, linked)]
    assert any(shows(text, entry.text) for text in shown), (
        f"No run of {entry.address} shows {entry.text!r}, nor of {linked}; make it happen there."
    )


def test_every_entry_has_its_label() -> None:
    """Each title that is the text of an error stands below a label, in small words and hyphens."""
    titles = [
        title
        for file in LISTS
        for title in re.findall(r"^``(.+)``\n-+$", file.read_text("utf-8"), re.MULTILINE)
    ]
    assert titles == [entry.text for entry in entries()]
    assert all(re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", entry.label) for entry in entries())


def test_no_address_is_lost() -> None:
    """Whoever kept the address of an error finds it there, and new ones are written down."""
    kept = ADDRESSES.read_text(encoding="utf-8").split()
    now = {entry.address_of(label) for entry in entries() for label in (entry.label, *entry.kept)}
    assert not set(kept) - now, f"Give these back their page and their label: {set(kept) - now}"
    assert not now - set(kept), f"Add these to {ADDRESSES.name}: {sorted(now - set(kept))}"
    assert kept == sorted(kept)


def test_the_entries_are_sorted() -> None:
    """On a page a reader finds an error by its first letters."""
    for file in LISTS:
        found = [Entry("", "", e.text, ()).order for e in entries() if e.page == file.stem]
        assert found == sorted(found), file.name


def test_there_are_entries() -> None:
    """The index lists every kind of failure that the pages show."""
    assert len(list(entries())) >= 124


def test_errors_named_in_prose_happen() -> None:
    """An error text that a sentence quotes is shown by some page."""
    pages = sorted(DOCS.rglob("*.rst"))
    shown = "\n".join(expected_outputs(f"/{p.relative_to(DOCS).with_suffix('')}") for p in pages)
    quoted = re.compile(r"``((?:\w+Error|ImproperlyConfigured|AppRegistryNotReady): [^`]+)``")
    for page in pages:
        for text in quoted.findall(page.read_text(encoding="utf-8")):
            assert shows(shown, text), f"{page.name} quotes {text!r}, and no page makes it happen."


class Refusal(BaseHTTPRequestHandler):
    """Answers every request with 404, a WebSocket's too."""

    def do_GET(self) -> None:
        """Refuse."""
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Circle(Refusal):
    """Redirects every request to where it came from, as Django does to HTTPS it cannot see."""

    def do_GET(self) -> None:
        """Answer with the redirect."""
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", self.path)
        self.end_headers()


def text_of(label: str) -> str:
    """Return the text of an entry."""
    return next(entry.text for entry in entries() if entry.label == label)


def test_a_browser_names_a_redirect_without_end(chromium: Browser) -> None:
    """Chromium says what the entry quotes."""
    with HTTPServer(("127.0.0.1", 0), Circle) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page()
        with pytest.raises(Error, match=f"net::{text_of('redirects')}"):
            page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.close()
        server.shutdown()


def test_a_browser_names_the_refusal_of_a_websocket(chromium: Browser) -> None:
    """Chromium says what the entry quotes, in its console."""
    with HTTPServer(("127.0.0.1", 0), Refusal) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page()
        with page.expect_console_message(lambda said: text_of("browser-handshake") in said.text):
            page.evaluate(f"new WebSocket('ws://127.0.0.1:{server.server_port}/') && null")
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
