"""Django with two views more, planted beside manage.py: one takes two seconds, one never ends."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

import puddle.asgi  # First: the pond's models wait for Django to be set up.
import puddle.wsgi

# isort: split
import pond.urls
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from pond.whoami import protocol

asgi, wsgi = puddle.asgi.application, puddle.wsgi.application


async def wait(_request: HttpRequest) -> HttpResponse:
    """Take two seconds, and print how that ends."""
    print("the view begins")  # noqa: T201 - the log of the server is what is read
    try:
        await asyncio.sleep(2)
    except asyncio.CancelledError:
        print("the view is cancelled")  # noqa: T201
        raise
    print("the view ends by itself")  # noqa: T201
    return HttpResponse("waited\n")


def drops(request: HttpRequest) -> StreamingHttpResponse:
    """Send a drop twice a second, for ever."""
    drops = falling() if protocol(request) == "asgi" else falling_in_a_thread()
    return StreamingHttpResponse(drops)


async def falling() -> AsyncIterator[str]:
    """Wait as ASGI likes it."""
    while True:
        yield "drop\n"
        await asyncio.sleep(0.5)


def falling_in_a_thread() -> Iterator[str]:
    """Wait as WSGI does."""
    while True:
        yield "drop\n"
        time.sleep(0.5)


pond.urls.urlpatterns[:0] = [path("wait/", wait), path("drops/", drops)]  # Before its own.
