"""The table of one request in both protocols holds the values that two real servers hand over."""

import re
import socket
from collections.abc import Iterator

import pytest

from bench.servers import GUNICORN_SYNC, UVICORN, Run, started
from sphinx_ext.workspace import EXAMPLE_PROJECT
from tests.conftest import ROOT

PAGE = (ROOT / "docs/asgi-and-wsgi/one-request.rst").read_text(encoding="utf-8")
ROW = re.compile(r"^   \* - (?P<what>.+)\n     - (?P<wsgi>.+)\n     - (?P<asgi>.+)$", re.MULTILINE)
# What curl sends for the command on the page.
REQUEST = (
    b"GET /slow/?ms=1 HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n"
    b"X-Stone: flat\r\nX-Stone: round\r\nConnection: close\r\n\r\n"
)


def values(column: str) -> Iterator[tuple[str, str]]:
    """Yield each value of a column, with what it is a value of."""
    for row in ROW.finditer(PAGE):
        for value in re.findall("``(.+?)``", row[column]):
            yield row["what"], value


def absent(column: str, text: str) -> list[str]:
    """Return the values of a column that were not printed; ``...`` stands for anything."""
    return [
        f"{what}: {value}"
        for what, value in values(column)
        if not re.search(".*?".join(map(re.escape, value.split("..."))), text)
    ]


def asked(run: Run) -> str:
    """Send the request of the page; return what the watcher printed of it."""
    with socket.create_connection(("127.0.0.1", int(str(run.address))), timeout=20) as client:
        client.sendall(REQUEST)
        while client.recv(65536):
            pass
    return run.printed()


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """What both watchers print of the same request."""
    texts = {}
    for column, server in (("wsgi", GUNICORN_SYNC), ("asgi", UVICORN)):
        with started(server, EXAMPLE_PROJECT, target=f"by_hand.watched:{column}") as run:
            texts[column] = asked(run)
    return texts


@pytest.mark.parametrize("column", ["wsgi", "asgi"])
def test_each_value_was_handed_over(printed: dict[str, str], column: str) -> None:
    """What stands in the table stands in the log of the server."""
    assert not absent(column, printed[column])
    assert len(list(values(column))) >= 13


def test_a_value_that_was_not_is_found(printed: dict[str, str]) -> None:
    """The words of the other protocol are in no log of this one."""
    assert len(absent("asgi", printed["wsgi"])) >= 13
