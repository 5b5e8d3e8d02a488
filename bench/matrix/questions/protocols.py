"""What a server speaks, and what it serves, with Django's own files."""

from dataclasses import replace

from websockets.exceptions import InvalidHandshake, InvalidStatus
from websockets.sync.client import connect

from bench.matrix.look import Look
from bench.servers import Server

CERTIFICATE = (
    "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost "
    "-keyout key.pem -out cert.pem"
)
# How each server is given a certificate, and what has to be added for HTTP/2; none of it for
# runserver, which has no such option.
TLS = {
    "uvicorn": "--ssl-certfile cert.pem --ssl-keyfile key.pem",
    "hypercorn": "--certfile cert.pem --keyfile key.pem",
    "granian": "--ssl-certificate cert.pem --ssl-keyfile key.pem",
    "gunicorn": "--certfile cert.pem --keyfile key.pem",
    "python": "--certfile cert.pem",
}
DAPHNE_TLS = "-e ssl:{port}:privateKey=key.pem:certKey=cert.pem:interface=127.0.0.1"
HTTP2 = {"uvicorn": "--http2", "gunicorn": "--http-protocols h2,h1"}
VERSION = r"-o page -w '%{http_version}\n'"


def websocket(look: Look) -> str:
    """A WebSocket client knocks at a project whose asgi.py is as startproject wrote it."""
    with look.started() as run:
        try:
            with connect(f"ws://127.0.0.1:{run.address}/ws/", proxy=None):
                answer = "opens"
        except InvalidStatus as refusal:
            answer = str(refusal.response.status_code)
        except InvalidHandshake as failure:
            answer = type(failure).__name__
        look.evidence.append(f"# A WebSocket client, ws://127.0.0.1:8000/ws/: {answer}")
        look.found(r"ValueError: ") or look.found("/ws/")
    return answer


def http2(look: Look) -> str:
    """With a certificate made on the spot, curl offers HTTP/2, at first without further options."""
    look.typed(CERTIFICATE)
    program = look.server.program.partition(" ")[0]
    plain = over_tls(look, "")
    if plain == "2":
        return "yes"
    if program in HTTP2 and over_tls(look, HTTP2[program]) == "2":
        return f"with {HTTP2[program]}"
    return "no" if plain else "no TLS"


def over_tls(look: Look, option: str) -> str:
    """Return the version of HTTP that curl is answered in; nothing where there is no TLS."""
    server, options = tls(look.server)
    options = f"{options} {option}".strip()
    with look.started(server=server, options=options, listening=False):
        if not look.serves():
            look.keep(look.lines()[-1])
            return ""
        look.found("HTTP/2")
        return look.curl(f"-k --http2 {VERSION}", scheme="https")


def tls(server: Server) -> tuple[Server, str]:
    """Return the server, and the options that give it the certificate."""
    if server.program == "daphne":
        return replace(server, port=DAPHNE_TLS), ""
    return server, TLS[server.program.partition(" ")[0]]


def http2_without_tls(look: Look) -> str:
    """Without TLS and without options, curl speaks HTTP/2 from the first byte."""
    with look.started():
        version = look.curl(f"--http2-prior-knowledge {VERSION}")
    return "yes" if version == "2" else "no"


def static_file(look: Look) -> str:
    """The style sheet of the admin is asked for, with DEBUG = True."""
    with look.started():
        return look.status("/static/admin/css/base.css")
