"""Asks a running server for a page, as the tests of the entry points do."""

import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message

from bench.servers import Run


@dataclass
class Answer:
    """What a server answered: errors are answers too."""

    status: int
    headers: Message
    body: str


def asked(run: Run, path: str, **headers: str) -> Answer:
    """GET `path` from the server; a name of `headers` may be written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(run.url + path, headers=named)  # noqa: S310 - our own server.
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the same.
            return Answer(answer.status, answer.headers, answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read().decode())
