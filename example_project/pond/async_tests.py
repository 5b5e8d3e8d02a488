"""Tests that await: a view, a stream and a socket, on the database that each test has to itself.

python manage.py test pond.async_tests
"""

from channels.testing import WebsocketCommunicator
from django.test import TestCase
from entrypoints.websocket import application

from pond.models import Stone

# While tests run, this is the one host that ALLOWED_HOSTS names.
OURS = [(b"origin", b"http://testserver")]


class PondTest(TestCase):
    """Each test finds one stone; what it throws besides is gone before the next."""

    def setUp(self) -> None:
        """Throw the stone, as in any test."""
        Stone.objects.create(x=0.5, y=0.5, weight=3)

    async def test_view(self) -> None:
        """The view lists it."""
        response = await self.async_client.get("/stones/")
        self.assertEqual(len(response.json()["stones"]), 1)

    async def test_stream(self) -> None:
        """The stream brings it after its first piece, and has no end."""
        response = await self.async_client.get("/ripples/?after=0")
        pieces = response.streaming_content  # type: ignore[attr-defined]  # Not in the stubs.
        self.assertEqual(await anext(pieces), b"retry: 2000\n\n")
        self.assertIn(b'"weight": 3', await anext(pieces))
        await pieces.aclose()

    async def test_socket(self) -> None:
        """The consumer sends it, and saves another in the database of the test."""
        page = WebsocketCommunicator(application, "/ws/pond/?after=0", headers=OURS)
        connected, _ = await page.connect()
        self.assertTrue(connected)
        self.assertEqual((await page.receive_json_from())["stone"]["weight"], 3)
        await page.send_json_to({"x": 0.5, "y": 0.5, "weight": 5})
        self.assertEqual((await page.receive_json_from())["stone"]["weight"], 5)
        await page.disconnect()
        self.assertEqual(await Stone.objects.acount(), 2)
