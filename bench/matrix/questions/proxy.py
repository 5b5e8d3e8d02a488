"""What matters behind a proxy: the headers that are believed, and the Unix socket."""

import json
import signal

from bench.matrix.look import SOCKET, Look
from sphinx_ext.processes import listens, stop_group

FORWARDED = "-H 'X-Forwarded-Proto: https' -H 'X-Forwarded-For: 203.0.113.9'"


def believed(look: Look) -> str:
    """Return what the application is told of a client that comes with the headers of a proxy."""
    told = json.loads(look.curl(FORWARDED, "/"))
    believed = [told["scheme"]] if told["scheme"] == "https" else []
    believed += ["client"] if told["client"] == "203.0.113.9" else []
    return {0: "neither", 1: f"{''.join(believed)} only", 2: "scheme and client"}[len(believed)]


def headers_over_tcp(look: Look) -> str:
    """A request with X-Forwarded-Proto and X-Forwarded-For comes from 127.0.0.1."""
    with look.started(target=f"bare:{look.server.interface}"):
        return believed(look).replace("https only", "scheme only")


def headers_over_a_socket(look: Look) -> str:
    """The same request comes through a Unix socket."""
    if not look.server.socket:
        return without_a_socket(look)
    with look.started(target=f"bare:{look.server.interface}", path=look.project / SOCKET):
        return believed(look).replace("https only", "scheme only")


def socket_file(look: Look) -> str:
    """The mode of the socket's file is read, SIGTERM is sent, and the file is looked for."""
    if not look.server.socket:
        return without_a_socket(look)
    path = look.project / SOCKET
    with look.started(path=path) as run:
        look.status()  # Told to stop while its worker boots, Gunicorn takes 30 seconds.
        mode = look.typed(f"stat -c %a {SOCKET}")
        run.process.send_signal(signal.SIGTERM)
        look.evidence.append("$ kill -TERM ...")
        look.ended(30)
        stays = path.exists()
        look.typed(f"find -name {SOCKET}")
    return f"{mode}, {'stays' if stays else 'is removed'}"


def socket_left_over(look: Look) -> str:
    """The server is killed with SIGKILL, which leaves the file, and is started once more."""
    if not look.server.socket:
        return without_a_socket(look)
    path = look.project / SOCKET
    with look.started(path=path) as run:
        stop_group(run.process)
        look.evidence.append("# All its processes are killed with SIGKILL.")
    look.typed(f"find -name {SOCKET}")
    with look.started(path=path, listening=False) as run:
        if look.serves() and listens(path):
            return f"starts again, answers {look.status()}"
        look.keep(look.lines()[-1])
        return "does not start"


def without_a_socket(look: Look) -> str:
    """Return what is said to a socket by a server that listens on ports only."""
    look.refused(f"unix:{SOCKET}")
    return "no sockets"
