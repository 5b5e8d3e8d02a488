"""Who ends first: a client that leaves, and a server that is told to stop."""

import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.matrix.look import Look, coarse
from sphinx_ext.processes import awaited
from sphinx_ext.workspace import clean_environment

LONGEST = 40
CURL = r"curl -s -N -o page -w '%{http_code}\n'"


@contextmanager
def asking(look: Look, path: str) -> Iterator["subprocess.Popen[str]"]:
    """Start a server with the long views, and curl for ``path`` beside it; stop both."""
    with look.started(target=f"long:{look.server.interface}") as run:
        command = f"{CURL} {run.url}{path}"
        look.evidence.append(look.plain(f"$ {command} &"))
        with subprocess.Popen(
            shlex.split(command),
            cwd=look.project,
            env=clean_environment(),
            text=True,
            stdout=subprocess.PIPE,
        ) as client:
            try:
                yield client
            finally:
                client.kill()


def client_leaves(look: Look) -> str:
    """The client leaves an async view that takes two seconds; the view prints how it ends."""
    with asking(look, "/wait/") as client:
        look.logged("the view begins")
        client.kill()
        look.evidence.append("$ kill -KILL %1")
        end = look.logged("the view (is cancelled|ends by itself)")
    return "cancelled" if "cancelled" in end else "runs to its end"


def request_under_way(look: Look) -> str:
    """SIGTERM comes while a view of two seconds is at work."""
    with asking(look, "/wait/") as client:
        look.logged("the view begins")
        end = terminated(look)
        status = (client.stdout.read() if client.stdout else "").strip()
        answered = time.monotonic()
        look.evidence.append(f"# curl ends, with the status {status}")
        ended(look, end)
        rest = coarse(time.monotonic() - answered)
    return f"answered; then ends {rest}" if status == "200" else f"dropped; ends {rest}"


def stream_open(look: Look) -> str:
    """SIGTERM comes while a client reads a stream that never ends by itself."""
    with asking(look, "/drops/"):
        page = look.project / "page"
        awaited(lambda: page.exists() and page.stat().st_size > 0)
        return ended(look, terminated(look))


def terminated(look: Look) -> float:
    """Send SIGTERM to the first process of the server, as ``kill`` does; return when."""
    assert look.run  # noqa: S101 - it runs
    look.run.process.send_signal(signal.SIGTERM)
    look.evidence.append("$ kill -TERM ...")
    return time.monotonic()


def ended(look: Look, begin: float) -> str:
    """Await the end of the server; return, and keep, how long after ``begin`` it comes."""
    assert look.run  # noqa: S101 - it has been running
    if not look.ended(LONGEST):
        answer = f"still runs after {LONGEST} s"
        look.evidence.append(f"# The server {answer}")
        return answer
    answer = f"ends {coarse(time.monotonic() - begin)}"
    code = look.run.process.returncode
    look.evidence.append(f"# The server {answer}, exit code {code if code >= 0 else 128 - code}")
    return answer
