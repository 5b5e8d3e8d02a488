"""The WebSocket addresses of the pond. Only an entry point that serves WebSockets imports this."""

from django.urls import path, re_path
from shore.consumers import ChatConsumer

from pond.consumers import Nowhere, PondConsumer

SOCKET_PATH = "ws/pond/"

websocket_urlpatterns = [
    path(SOCKET_PATH, PondConsumer.as_asgi()),
    path("ws/chat/", ChatConsumer.as_asgi()),
    # Without this, another path is an error with a traceback in the server's log.
    re_path("", Nowhere.as_asgi()),
]
