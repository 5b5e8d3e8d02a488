"""Which commands are servers, where they listen, and how they are told a port of their own."""

import re
from collections.abc import Iterator
from pathlib import Path

# How the command of a server begins, and how it is told a port where the page shows it with none.
SERVERS = {
    "uvicorn ": "--port {port}",
    "daphne ": "-p {port}",
    "hypercorn ": "--bind 127.0.0.1:{port}",
    "granian ": "--port {port}",
    "gunicorn ": "--bind 127.0.0.1:{port}",
    "python manage.py runserver": "{port}",
    "nginx -p ": "",
    "redis-server ": "",
    "postgres ": "",
    "supervisord -n ": "",
}
DEFAULT_PORT = "8000"
SHOWN_PORTS = re.compile(r"\b(?:800\d|8080|8443|6380|5433)\b")
ENDS_AT_ONCE = re.compile(r" --?(?:help|version|check-config)\b")
VARIABLES = re.compile(r"^(?:\w+=\S* )*")
# Where a command, or a file of deploy/ that it names, says that its server listens.
LISTENS_ON = re.compile(
    r"(?:--uds |-u |unix:(?://)?)(?P<path>[\w./-]+)"
    r"|(?:--port[ =]|-p |runserver |-b \S*:|--bind[ =]\S*:|ssl:|listen\s+(?:[\d.]+:)?)"
    r"(?P<port>\d+)\b"
)


def how_told_a_port(command: str) -> str | None:
    """Return how the server that ``command`` starts is told a port, None if it starts none."""
    program = VARIABLES.sub("", command)
    if ENDS_AT_ONCE.search(program):
        return None
    return next((told for begin, told in SERVERS.items() if program.startswith(begin)), None)


def with_files(command: str, folder: Path) -> str:
    """Return a command with the files of ``deploy/`` it names, and those that they include."""
    text = command
    for file in map(folder.joinpath, re.findall(r"\bdeploy/\S+", command)):
        content = file.read_text("utf-8") if file.is_file() else ""
        includes = re.findall(r"^\s*include\s+(\S+);", content, re.MULTILINE)
        files = [file.parent / name for name in includes]
        text = "\n".join(
            [text, content, *(file.read_text("utf-8") for file in files if file.is_file())]
        )
    return text


def addresses(command: str, folder: Path) -> Iterator[int | Path]:
    """Yield each port and each Unix socket on which ``command``, typed in ``folder``, listens."""
    for found in LISTENS_ON.finditer(with_files(command, folder)):
        yield int(found["port"]) if found["port"] else folder / found["path"]
