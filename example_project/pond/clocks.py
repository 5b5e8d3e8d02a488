"""Views about time, each written twice, sync and async: what time it is, and a wait."""

import asyncio
import time

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from pond.validation import whole_number

DEFAULT_WAIT_MS = 100
LONGEST_WAIT_MS = 5000


def plain_text(line: str, status: int = 200) -> HttpResponse:
    """Return one line of plain text."""
    return HttpResponse(f"{line}\n", status=status, content_type="text/plain; charset=utf-8")


def wait_ms(request: HttpRequest) -> int:
    """Return the wait that ``?ms=`` asks for, in milliseconds from 0 to 5000.

    Raises ValueError with a sentence for the sender.
    """
    return whole_number(request.GET.get("ms", str(DEFAULT_WAIT_MS)), "ms", LONGEST_WAIT_MS)


def now(request: HttpRequest) -> HttpResponse:
    """Answer with the time, ISO 8601 in UTC."""
    return plain_text(timezone.now().isoformat(timespec="seconds"))


async def now_async(request: HttpRequest) -> HttpResponse:
    """Answer as `now` does, on the event loop."""
    return plain_text(timezone.now().isoformat(timespec="seconds"))


def slow(request: HttpRequest) -> HttpResponse:
    """Wait ``?ms=`` milliseconds and hold the thread meanwhile; 400 if ms is invalid."""
    try:
        ms = wait_ms(request)
    except ValueError as error:
        return plain_text(str(error), status=400)
    time.sleep(ms / 1000)
    return plain_text(f"Waited {ms} ms.")


async def slow_async(request: HttpRequest) -> HttpResponse:
    """Wait as `slow` does, and leave the event loop to others meanwhile."""
    try:
        ms = wait_ms(request)
    except ValueError as error:
        return plain_text(str(error), status=400)
    await asyncio.sleep(ms / 1000)
    return plain_text(f"Waited {ms} ms.")
