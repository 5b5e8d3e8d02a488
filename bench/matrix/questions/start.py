"""How a server starts, and what it says when it cannot."""

from bench.matrix.look import Look, words
from bench.servers import ASGI_PY, WSGI_PY

LAST_WORDS = r"^(?:\w+\.)*\w*(?:Error|Exception)\b|rror[: ]"


def listening(look: Look) -> str:
    """The server is started, and its log is read for the address."""
    with look.started():
        return words(look.logged(r"127\.0\.0\.1:8000"))


def lifespan(look: Look) -> str:
    """An application that prints what it is called with is started, then Django's own file."""
    with look.started(target=f"bare:{look.server.interface}"):
        look.status()
        look.awaits("called with (http|a request)")
        sent = "sent" if look.found("called with lifespan") else "not sent"
        look.found("called with (http|a request)")
    with look.started(target=look.server.target()):
        look.status()
        line = look.found("(?i)lifespan")
    logged = words(line).partition(" (")[0] or "nothing logged"
    return f"{sent}; with Django: {logged}"


def missing_module(look: Look) -> str:
    """The command names a module that is not there; its end and its last line are awaited."""
    with look.started(target="puddle.nothing:application", listening=False) as run:
        if not look.ended(20):
            return "keeps running after 20 s"
        look.found(LAST_WORDS)
        look.keep_exit_code()
        return f"exit code {run.process.returncode}"


def other_file(look: Look) -> str:
    """An ASGI server is given wsgi.py, a WSGI server asgi.py; then it is asked for a page."""
    target = WSGI_PY if look.server.interface == "asgi" else ASGI_PY
    with look.started(target=target, listening=False) as run:
        if not look.serves():
            look.keep(look.lines()[-1])
            return f"exit code {run.process.returncode}"
        status = look.status()
        look.found(LAST_WORDS)
    return f"starts, answers {status}" if status != "000" else "starts, answers nothing"
