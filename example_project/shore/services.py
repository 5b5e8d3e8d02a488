"""Other services that the shore asks, and one call to one of them, in two ways."""

import asyncio
import os
from contextlib import closing
from urllib.parse import urlsplit
from urllib.request import urlopen

SECONDS = 5  # A service that has not answered by then is left out.
SERVICE = os.environ.get("SERVICE_URL", "http://127.0.0.1:8001")
ADDRESSES = [f"{SERVICE}/slow-async/?ms={ms}" for ms in (1100, 1000, 1050)]


def ask(url: str) -> str:
    """Return what a service says, or why it says nothing: one that fails leaves the rest alone."""
    try:
        with urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 - an address of our own.
            return str(answer.read().decode().strip())
    except OSError as error:
        return f"no answer: {error}"


async def ask_async(url: str) -> str:
    """Ask as `ask` does, and leave the event loop to others meanwhile.

    In place of an HTTP client that awaits, which Python's own library lacks: HTTP/1.0, no TLS.
    """
    where = urlsplit(url)
    question = f"GET {where.path}?{where.query} HTTP/1.0\r\nHost: {where.netloc}\r\n\r\n"
    try:
        async with asyncio.timeout(SECONDS):
            reader, writer = await asyncio.open_connection(where.hostname, where.port)
            with closing(writer):
                writer.write(question.encode())
                answer = await reader.read()
    except OSError as error:
        return f"no answer: {str(error) or 'timed out'}"
    head, _, body = answer.decode().partition("\r\n\r\n")
    status = head.partition("\r\n")[0]
    return body.strip() if " 200" in status else f"no answer: {status or 'nothing'}"
