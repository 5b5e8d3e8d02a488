"""The table of odd headers says what each ASGI server does with them."""

import json
import re
import socket
from pathlib import Path

import pytest

from bench.servers import ASGI_SERVERS, Run, Server, started
from tests.conftest import ROOT

PAGE = (ROOT / "docs/security/odd-headers.rst").read_text(encoding="utf-8")
ROW = re.compile(r"^   \* - ([a-z ]+)\n" + r"     - (.+)\n" * 4, re.MULTILINE)
ROWS = {server: answers for server, *answers in ROW.findall(PAGE)}

# In the order of the columns: the headers that are sent, and those of them that the scope holds
# if they are passed on.
COLUMNS = {
    "underscore": ([b"X_Stone: forged"], [["x_stone", "forged"]]),
    "twice": ([b"X-Stone: heavy", b"X-Stone: light"], [["x-stone", "heavy"], ["x-stone", "light"]]),
    "two hosts": ([b"Host: evil.example"], [["host", "localhost"], ["host", "evil.example"]]),
    "vertical tab": ([b"X-Stone: heavy\x0bX-Pond: forged"], []),
}
APPLICATION = '''
import json

async def application(scope, receive, send):
    """Answer a request with its headers."""
    if scope["type"] == "http":
        pairs = [[text.decode("latin1") for text in pair] for pair in scope["headers"]]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(pairs).encode()})
'''


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an application that tells what it was given."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "odd.py").write_text(APPLICATION, encoding="utf-8")
    return folder


def sent(run: Run, lines: list[bytes]) -> bytes:
    """Return the whole answer to a GET with header ``lines`` that no library would send."""
    assert isinstance(run.address, int)
    head = [b"GET / HTTP/1.1", b"Host: localhost", b"Connection: close", *lines, b"", b""]
    with socket.create_connection(("127.0.0.1", run.address), timeout=30) as client:
        client.sendall(b"\r\n".join(head))
        return b"".join(iter(lambda: client.recv(65536), b""))


def answered(run: Run, column: str) -> str:
    """Return what becomes of the headers of a column, in the words of the page."""
    lines, passed_on = COLUMNS[column]
    answer = sent(run, lines)
    status = answer.split()[1].decode()
    if status != "200":
        return status
    found = re.search(rb"\[\[.*\]\]", answer)
    assert found, answer
    names = {name for name, _ in passed_on}
    pairs = [pair for pair in json.loads(found[0]) if pair[0] in names]
    return "passed on" if pairs == passed_on else "changed" if pairs else "dropped"


@pytest.mark.parametrize("server", ASGI_SERVERS, ids=lambda server: server.name)
def test_a_server_does_with_odd_headers_what_the_table_says(server: Server, folder: Path) -> None:
    """A header with an underscore, one that comes twice, two hosts, and a character for none."""
    with started(server, folder, target="odd:application") as run:
        assert [answered(run, column) for column in COLUMNS] == ROWS[server.name]


def test_every_asgi_server_has_a_row() -> None:
    """The table is whole."""
    assert list(ROWS) == [server.name for server in ASGI_SERVERS]
