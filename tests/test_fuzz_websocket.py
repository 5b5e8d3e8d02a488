"""No WebSocket makes the example project fail: 2,400 that no page would open, to every consumer."""

import importlib
from collections.abc import Iterator

import pytest
from channels.layers import get_channel_layer
from django.test.utils import override_settings
from entrypoints.guard import guarded
from hypothesis import given

from tests.fuzzing import Event, Fuzz, Scope, inputs, sockets
from tests.pond_fixtures import consumers, pond_database  # noqa: F401 - a fixture

MODULES = ["entrypoints.websocket", "entrypoints.together"]
PATHS = ["/ws/pond/", "/ws/chat/", "/ws/pond/", "/ws/chat/", "/ws/"]
INPUTS = 1200


@pytest.fixture(scope="module", autouse=True)
def as_in_production(pond_database: None) -> Iterator[None]:  # noqa: ARG001, F811 - it comes first.
    """Answer as production does."""
    with override_settings(DEBUG=False, ALLOWED_HOSTS=["localhost"]):
        yield


@pytest.mark.parametrize("module", MODULES)
def test_no_socket_makes_it_fail(module: str) -> None:
    """Whatever is said is answered or refused, in order and in time, and nobody stays behind."""
    fuzz = Fuzz(guarded(importlib.import_module(module).application))

    @inputs(INPUTS)
    @given(sockets(PATHS))
    def ask(socket: tuple[Scope, list[Event]]) -> None:
        fuzz.ask(*socket)
        assert not get_channel_layer().groups

    ask()
    fuzz.close()
    assert fuzz.count() >= INPUTS
    opened = sum(fuzz.answers[path, "websocket.accept"] for path in ("/ws/pond/", "/ws/chat/"))
    assert opened > INPUTS / 3
