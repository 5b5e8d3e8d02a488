"""The table of prefixes says what each server answers, told of the prefix in the words shown."""

import re

import pytest

from bench.servers import ASGI_SERVERS, GUNICORN_SYNC, SERVERS, Server, started
from sphinx_ext.workspace import EXAMPLE_PROJECT
from tests.asking import asked
from tests.conftest import ROOT

PAGE = (ROOT / "docs/protocol/prefix.rst").read_text(encoding="utf-8")
ROW = re.compile(r"^   \* - ``(.+)``\n     - (\d+)\n     - (\d+)$", re.MULTILINE)
ROWS = {command: [int(bare), int(prefixed)] for command, bare, prefixed in ROW.findall(PAGE)}


def told(command: str) -> tuple[Server, str, dict[str, str]]:
    """Return the server of a row, with its options and its variables."""
    variables = dict(word.split("=") for word in command.split() if "=" in word)
    words = " ".join(word for word in command.split() if "=" not in word)
    fitting = [server for server in SERVERS if words.startswith(server.program)]
    server = max(fitting, key=lambda server: len(server.program))
    return server, words.removeprefix(server.program), variables


@pytest.mark.parametrize("command", ROWS)
def test_a_server_answers_as_the_table_says(command: str) -> None:
    """The path without the prefix first, then the path with it."""
    server, options, variables = told(command)
    with started(server, EXAMPLE_PROJECT, options=options, variables=variables) as run:
        answers = [asked(run, path).status for path in ("/now/", "/pond/now/")]
    assert answers == ROWS[command]


def test_every_asgi_server_has_a_row() -> None:
    """So does Gunicorn under WSGI."""
    assert {told(command)[0] for command in ROWS} == {*ASGI_SERVERS, GUNICORN_SYNC}
