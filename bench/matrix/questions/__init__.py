"""The questions of the matrix, by theme, in the order in which the page shows them.

A question is a function: it puts itself to one server and returns the words of the answer.
The first line of its docstring tells the reader what is done.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bench.matrix.look import Cell, Look
from bench.matrix.questions import processes, protocols, proxy, start, stop
from bench.servers import Server
from sphinx_ext.workspace import workspace


@dataclass(frozen=True)
class Question:
    """A column of the matrix: its name in the results, its theme, its title, and who asks."""

    name: str
    theme: str
    title: str
    ask: Callable[[Look], str]

    @property
    def what(self) -> str:
        """What is done, in the words of the docstring's first line."""
        return (self.ask.__doc__ or "").strip().splitlines()[0]

    def put_to(self, server: Server) -> Cell:
        """Ask ``server``, in a copy of the project that is removed afterwards."""
        with workspace() as project:
            look = Look(server, project)
            answer = look.plain(self.ask(look))
        return {"answer": answer, "command": look.command, "evidence": look.evidence}


# Each theme is a table of the page: the titles of its columns, and who asks.
THEMES = {
    "starting": {
        "Line that says it listens": start.listening,
        "Lifespan": start.lifespan,
        "Module missing": start.missing_module,
        "The other file": start.other_file,
    },
    "protocols": {
        "WebSocket, bare Django": protocols.websocket,
        "HTTP/2 over TLS": protocols.http2,
        "HTTP/2 without TLS": protocols.http2_without_tls,
        "Static file": protocols.static_file,
    },
    "stopping": {
        "Client leaves": stop.client_leaves,
        "SIGTERM, request under way": stop.request_under_way,
        "SIGTERM, stream open": stop.stream_open,
    },
    "proxy": {
        "Proxy headers, TCP": proxy.headers_over_tcp,
        "Proxy headers, Unix socket": proxy.headers_over_a_socket,
        "Socket file": proxy.socket_file,
        "After kill -9": proxy.socket_left_over,
    },
    "processes": {
        "Alone": processes.alone,
        "Two workers": processes.two_workers,
        "A worker killed": processes.killed_worker,
    },
}
QUESTIONS = {
    ask.__name__.replace("_", "-"): Question(ask.__name__.replace("_", "-"), theme, title, ask)
    for theme, columns in THEMES.items()
    for title, ask in columns.items()
}
