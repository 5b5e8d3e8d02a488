"""The servers that are measured, each with one worker process and without a log of requests."""

import http.client
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench import servers
from bench.servers import Run, Server, started
from sphinx_ext.workspace import ROOT

GUNICORN_4 = replace(servers.GUNICORN_THREADS, name="gunicorn 4 threads")
GUNICORN_100 = replace(
    servers.GUNICORN_THREADS, name="gunicorn 100 threads", program="gunicorn --threads 100"
)
GRANIAN_100 = replace(
    servers.GRANIAN_WSGI,
    name="granian wsgi 100 threads",
    program="granian --interface wsgi --blocking-threads 100",
)
CONTENDERS = {
    server.name: server
    for server in (
        servers.GUNICORN_SYNC,
        GUNICORN_4,
        GUNICORN_100,
        servers.GRANIAN_WSGI,
        GRANIAN_100,
        *servers.ASGI_SERVERS,
    )
}
ASGI = [server.name for server in servers.ASGI_SERVERS]

# A log of requests costs time, and only these two write one unless they are told not to.
QUIET = {"uvicorn": "--log-level warning --no-access-log", "daphne": "-v 0"}
WARM_UP = 20


@contextmanager
def serving(
    name: str,
    project: Path,
    path: str,
    variables: Mapping[str, str] | None = None,
    target: str | None = None,
) -> Iterator[Run]:
    """Start a fresh server, and ask it for ``path`` until it is warm."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(project.parent),  # What a server leaves when it is killed goes with it.
    }
    server: Server = CONTENDERS[name]
    options = QUIET.get(name, "")
    with started(
        server,
        project,
        options=options,
        target=target,
        variables=environment | dict(variables or {}),
    ) as run:
        for _ in range(WARM_UP):
            ask(run, path)
        yield run


def ask(run: Run, path: str) -> None:
    """Send one request on a connection of its own; anything but 200 ends the measurement."""
    assert isinstance(run.address, int)  # noqa: S101 - measured servers listen on a port.
    connection = http.client.HTTPConnection("127.0.0.1", run.address, timeout=60)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
    finally:
        connection.close()
    if response.status != 200:
        raise RuntimeError(f"{run.command} answered {response.status} to {path}\n{run.printed()}")
