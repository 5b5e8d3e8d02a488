"""The server and the applications by hand keep to the protocol, or break it as they say."""

import asyncio

from by_hand import mistakes
from by_hand.application import echo
from by_hand.server import http_scope, serve


def test_echo_ends_with_a_piece_that_says_nothing_of_more() -> None:
    """An event without ``more_body`` is the last."""
    last = {"type": "http.request", "body": b"stone"}
    sent = asyncio.run(asyncio.wait_for(serve(echo, http_scope(), last), timeout=5))
    assert sent[-1] == {"type": "http.response.body", "body": b"stone", "more_body": False}


def test_silent_is_silent() -> None:
    """The application that forgets to answer sends nothing at all."""
    assert asyncio.run(serve(mistakes.silent, http_scope())) == []


def test_a_scope_has_what_the_specification_requires() -> None:
    """Every key without a default is there."""
    required = {"type", "asgi", "http_version", "method", "path", "query_string", "headers"}
    assert required <= http_scope().keys()
