"""The scopes and events on the pages are those that the servers send; the directives show them."""

import re

import pytest
from bs4 import BeautifulSoup

from bench.reference import scopes
from bench.reference.results import OPTIONS, SCOPES, read
from bench.servers import ASGI_SERVERS, DAPHNE, UVICORN, Server
from tests.conftest import ROOT, SmallSite

AGAIN = "Run make reference."


@pytest.mark.parametrize("server", [UVICORN, DAPHNE], ids=lambda server: server.name)
def test_a_conversation_held_again_gives_the_same_scopes_and_events(server: Server) -> None:
    """What the pages say of a server, the server does."""
    found = {server.name: scopes.watched(server)}
    then = read(SCOPES)
    for kind, keys in scopes.scopes(found).items():
        for key, senders in keys.items():
            now = senders[server.name]
            assert then["scopes"][kind][key][server.name] == now, f"{kind} {key}: {AGAIN}"
    for direction, events in scopes.events(found).items():
        for event, seen in events.items():
            then_seen = then["events"][direction][event][server.name]
            assert then_seen == seen[server.name], f"{event}: {AGAIN}"


def test_the_test_clients_make_the_same_scopes() -> None:
    """Their scopes are shown beside those of the servers."""
    found = {scopes.CLIENTS: scopes.clients()}
    for kind, keys in scopes.scopes(found).items():
        for key, senders in keys.items():
            assert read(SCOPES)["scopes"][kind][key][scopes.CLIENTS] == senders[scopes.CLIENTS]


def test_nothing_of_the_machine_is_told() -> None:
    """Ports, folders and times are replaced."""
    text = SCOPES.read_text(encoding="utf-8") + OPTIONS.read_text(encoding="utf-8")
    assert not [part for part in ("/home/", "/root", "/tmp/", "/work/") if part in text]  # noqa: S108
    assert not scopes.TIME.search(text)
    assert set(re.findall(r"', '?(\d+)'?[\])]", text)) == {"80", "8000"}


def test_every_server_took_part_in_the_conversation() -> None:
    """Each has sent a request, a WebSocket, and what it receives."""
    results, names = read(SCOPES), [server.name for server in ASGI_SERVERS]
    for kind in ("http", "websocket"):
        assert list(results["scopes"][kind]["type"]) == [*names, scopes.CLIENTS]
    for event in ("http.request", "http.disconnect", "websocket.disconnect"):
        assert list(results["events"]["receive"][event]) == names
    assert DAPHNE.name not in results["scopes"]["lifespan"]["type"]


# What the page says of all: the keys that come from everyone, for both types.
FROM_EVERYONE = ("type", "path", "query_string", "headers")


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_four_keys_come_from_everyone(kind: str) -> None:
    """The page begins with them; who would rely on another finds it missing somewhere."""
    keys = read(SCOPES)["scopes"][kind]
    everyone = set(keys["type"])
    assert all(set(keys[key]) == everyone for key in FROM_EVERYONE)
    said = "``type``, ``path``, ``query_string`` and ``headers`` come from everyone"
    assert said in (ROOT / "docs/reference/scope.rst").read_text(encoding="utf-8")


WRONG = {
    ".. scope-keys:: stone\n\n   type: A stone.": "there is no type of scope 'stone'",
    ".. scope-keys:: lifespan\n\n   type: The kind.": "one line for each of what was seen: ['asgi.",
    ".. asgi-events:: throw http\n\n   a: b": "there is no direction 'throw'",
    ".. server-options:: stones": "there is no theme 'stones'; there are: listening",
}


def test_what_was_never_asked_fails_the_build(small_site: SmallSite) -> None:
    """Each message names what there is."""
    small_site.page("index", "\n\n".join(WRONG))
    code, printed = small_site.build()
    assert code
    assert [complaint for complaint in WRONG.values() if complaint not in printed] == []


LIFESPAN = """
.. scope-keys:: lifespan

   type: The kind.
   asgi.version: One.
   asgi.spec_version: Two.
   state: Three, in ``code``.

.. server-options:: processes
"""


def test_who_agrees_is_named_together(small_site: SmallSite) -> None:
    """A key has its sentence, then each value behind those that send it; a task has its options."""
    small_site.page("index", LIFESPAN)
    code, printed = small_site.build()
    assert code == 0, printed
    page = BeautifulSoup((small_site.root / "build/html/index.html").read_text(), "html.parser")
    found = [each.get_text(" ", strip=True) for each in page.select("dl.reference-list dd")]
    assert found[0] == "The kind. all: 'lifespan'"
    spec = read(SCOPES)["scopes"]["lifespan"]["asgi.spec_version"]
    assert f"uvicorn, hypercorn: {spec['uvicorn']}" in found[2]
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in page.select(".server-matrix tr")
    ]
    assert rows[0] == ["To set", "uvicorn", "daphne", "hypercorn", "granian", "gunicorn"]
    assert rows[1] == ["workers", "--workers", "-", "--workers", "--workers", "--workers"]
