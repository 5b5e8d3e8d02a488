"""Every cell of the comparison leads to a run, and says what that run says."""

import re
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from bench.matrix.results import read
from bench.servers import (
    GRANIAN_WSGI,
    GUNICORN_SYNC,
    GUNICORN_THREADS,
    SERVERS,
    UVICORN,
    Run,
    Server,
    started,
)  # fmt: skip
from sphinx_ext.processes import awaited
from sphinx_ext.workspace import EXAMPLE_PROJECT, workspace
from tests.conftest import ROOT

PAGE = "asgi-and-wsgi/comparison.html"
SOURCE = (ROOT / "docs/asgi-and-wsgi/comparison.rst").read_text(encoding="utf-8")


def rows(html: str) -> Iterator[list[Tag]]:
    """Yield the cells of each row of the table, without the row of headings."""
    for row in BeautifulSoup(html, "html.parser").select("table.comparison tbody tr"):
        yield row.select("th, td")


def broken(html: str, page: Path) -> Iterator[str]:
    """Yield what is wrong with a cell or a correction: no link, or a link to nothing."""
    parts = [cell for row in rows(html) for cell in row[1:]]
    parts += BeautifulSoup(html, "html.parser").select("article dd")
    for part in parts:
        text = part.get_text(" ", strip=True)
        if not part.select("a[href]"):
            yield f"{text!r} leads to no run; link the page or the section that shows it"
        for link in part.select("a[href]"):
            file, _, anchor = str(link["href"]).partition("#")
            target = (page.parent / file).resolve() if file else page
            if not target.is_file():
                yield f"{text!r} leads to {file}, which is no page"
            elif anchor and f'id="{anchor}"' not in target.read_text(encoding="utf-8"):
                yield f"{text!r} leads to {anchor}, which {file} does not have"


def test_every_cell_leads_to_a_run(site: Path) -> None:
    """A cell, and a correction below the table, links to what exists."""
    page = site / PAGE
    html = page.read_text(encoding="utf-8")
    problems = list(broken(html, page))
    assert not problems, "\n".join(problems)
    assert len(list(rows(html))) >= 9
    assert all(len(row) == 3 for row in rows(html))


def test_a_cell_without_a_run_is_found(site: Path) -> None:
    """A cell without a link, and one whose anchor is gone, are named."""
    page = site / PAGE
    html = page.read_text(encoding="utf-8")
    (first, *_) = rows(html)
    assert "leads to no run" in "".join(broken(html.replace(str(first[1]), "<td>No</td>"), page))
    moved = html.replace("#run-both-ways", "#run-no-ways")
    assert "leads to run-no-ways, which" in "".join(broken(moved, page))


# What a cell says, the run of the matrix it links, and how the answer of that run begins.
SAID = [
    ("none, the handshake is a GET that is answered 404", "gunicorn sync", "websocket", "404"),
    ("refused by Django alone, with 500", "uvicorn", "websocket", "500"),
    ("or 403 by Granian", "granian", "websocket", "403"),
    ("Granian yes", "granian wsgi", "http2", "yes"),
    ("plain Gunicorn no", "gunicorn sync", "http2", "no"),
    ("Hypercorn yes", "hypercorn", "http2", "yes"),
    ("Uvicorn no", "uvicorn", "http2", "no"),
    ("a view that waits is not told", "gunicorn sync", "client-leaves", "runs to its end"),
    ("an async view is cancelled", "uvicorn", "client-leaves", "cancelled"),
    ("Granian speaks it for wsgi.py", "granian wsgi", "http2", "yes"),
    ("Uvicorn does not for asgi.py", "uvicorn", "http2", "no"),
]


@pytest.mark.parametrize(("says", "server", "probe", "answer"), SAID)
def test_a_cell_says_what_its_run_says(says: str, server: str, probe: str, answer: str) -> None:
    """The words stand beside the link to the run, and the run says so."""
    assert re.search(rf":ref:`{says} <run-{server.replace(' ', '-')}-{probe}>`", SOURCE)
    assert read()["cells"][server][probe]["answer"].startswith(answer)


# The same for the pages beside it, which say it in a sentence.
BESIDE = [
    ("deleting-it", "Hypercorn's code is 0", "hypercorn", "missing-module", "exit code 0"),
    ("which-one", "every request with 500", "gunicorn sync", "other-file", "starts, answers 500"),
    ("which-one", "speaks for either file", "granian wsgi", "http2", "yes"),
    ("moving-over", "under ASGI as under WSGI", "uvicorn", "static-file", "404"),
    ("moving-over", "under ASGI as under WSGI", "gunicorn sync", "static-file", "404"),
    ("moving-over", "No server but ``runserver``", "runserver", "static-file", "200"),
    ("moving-over", "Hypercorn, which serves it", "hypercorn", "other-file", "starts, answers 200"),
]


@pytest.mark.parametrize(("page", "says", "server", "probe", "answer"), BESIDE)
def test_a_sentence_says_what_its_run_says(
    page: str, says: str, server: str, probe: str, answer: str
) -> None:
    """A page that leads to a run of the matrix says what that run found."""
    text = (ROOT / "docs/asgi-and-wsgi" / f"{page}.rst").read_text(encoding="utf-8")
    assert says in text
    assert f"-{probe}>`" in text
    assert read()["cells"][server][probe]["answer"].startswith(answer)


def test_every_cell_that_links_to_the_matrix_is_compared() -> None:
    """No link to a run of a server is left out of the list above."""
    probes = "|".join(read()["probes"])
    linked = set(re.findall(rf":ref:`([^<]+) <run-[\w-]+?-(?:{probes})>`", SOURCE))
    assert linked == {says for says, *_ in SAID}


def test_the_servers_are_those_of_the_matrix() -> None:
    """The cells name every program of each interface, and who serves ``wsgi.py`` besides."""
    cells = re.findall(r":doc:`([A-Z][\w, ]+) </deploy/servers>`", SOURCE)
    for cell, interface in zip(cells, ("wsgi", "asgi"), strict=True):
        programs = {server.name.split()[0] for server in SERVERS if serves(server, interface)}
        assert set(cell.lower().split(", ")) == programs


def serves(server: Server, interface: str) -> bool:
    """Return whether the server answers with 200 where it is given the file of the interface."""
    other = read()["cells"][server.name]["other-file"]["answer"]
    return server.interface == interface or other == "starts, answers 200"


# What needs a real server ------------------------------------------------------

BACK = """
import puddle.asgi
import puddle.wsgi
import pond.urls
from django.http import StreamingHttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def back(request):
    size = int(request.GET["size"])
    return StreamingHttpResponse(iter(lambda: request.read(size), b""))


pond.urls.urlpatterns += [path("back/", back)]
asgi, wsgi = puddle.asgi.application, puddle.wsgi.application
"""
HEAD = (
    "POST /back/?size={} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    "Content-Length: {}\r\n\r\n"
)


def answered_early(run: Run, piece: bytes) -> bool:
    """Send half of a request; return whether some of its body comes back within two seconds."""
    with socket.create_connection(("127.0.0.1", int(str(run.address))), timeout=2) as client:
        client.sendall(HEAD.format(len(piece), 2 * len(piece)).encode() + piece)
        got = b""
        with suppress(TimeoutError):
            while piece not in got and (data := client.recv(65536)):
                got += data
        early = piece in got
        client.sendall(piece)
        client.settimeout(20)
        while data := client.recv(65536):
            got += data
        assert got.count(piece) == 2, "The whole body must come back in the end."
    return early


@pytest.mark.parametrize(
    ("server", "size", "early"),
    [
        (GRANIAN_WSGI, 4, True),
        (GUNICORN_SYNC, 4, False),
        (GUNICORN_SYNC, 1024, True),
        (UVICORN, 1024, False),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_who_answers_while_the_request_comes_in(server: Server, size: int, early: bool) -> None:
    """Under WSGI a view may, from so many bytes on as its server hands over; under ASGI never."""
    with workspace() as project:
        Path(project, "back.py").write_text(BACK)
        with started(server, project, target=f"back:{server.interface}") as run:
            assert answered_early(run, b"d" * size) is early


def test_four_threads_serve_four_requests() -> None:
    """A fifth waits until one of the four has been answered."""
    with started(GUNICORN_THREADS, EXAMPLE_PROJECT) as run:
        ended: list[str] = []

        def ask(path: str) -> None:
            with urllib.request.urlopen(run.url + path, timeout=20) as answer:  # noqa: S310
                ended.append(answer.read().decode())

        slow = [threading.Thread(target=ask, args=["/slow/?ms=2000"]) for _ in range(4)]
        for thread in slow:
            thread.start()
        # The four are at work when the server holds their connections.
        assert awaited(lambda: held(run) >= 4)
        ask("/slow/?ms=1")
        for thread in slow:
            thread.join()
    assert ended[0] == "Waited 2000 ms.\n"


def held(run: Run) -> int:
    """Return how many clients are connected to the server."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    local = f":{int(str(run.address)):04X}"
    established = "01"
    return sum(line.split()[1].endswith(local) and line.split()[3] == established for line in lines)
