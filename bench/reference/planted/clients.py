"""The clients of tests, planted beside manage.py: they write down the scopes they make."""

import asyncio

from channels.testing import WebsocketCommunicator
from django.test import AsyncClient
from django.test.utils import setup_test_environment
from witness import application, note  # type: ignore[import-not-found]  # Planted beside it.


async def main() -> None:
    """Ask once by HTTP and once by WebSocket."""
    setup_test_environment()  # Allows the host "testserver".
    response = await AsyncClient().get("/n%6Fw/", {"ms": "5"})
    scope = response.asgi_request.scope
    note("scope", scope, scope)
    socket = WebsocketCommunicator(application, "/ws/ch%61t/?ms=5").scope
    note("scope", socket, socket)


asyncio.run(main())
