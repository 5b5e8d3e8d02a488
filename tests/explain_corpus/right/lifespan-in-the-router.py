"""The pool, behind a gate."""
import django
from asgiref.compatibility import guarantee_single_callable
from channels.routing import ProtocolTypeRouter, URLRouter
from defusedxml import defuse_stdlib
from django.core.asgi import get_asgi_application
from sentry_sdk.integrations.asgi import SentryAsgiMiddleware

defuse_stdlib()
django.setup()

from gate.root import websocket  # noqa
from gate.root.middleware import LoggingMiddleware  # noqa


class Opening:
    """Answers lifespan, and has nothing to open."""

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                if message["type"] == "lifespan.startup":
                    await send({"type": "lifespan.startup.complete"})
                elif message["type"] == "lifespan.shutdown":
                    await send({"type": "lifespan.shutdown.complete"})
                    return


class ClosesUnknown:
    """Closes connections whose route is unknown."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        try:
            return await self.app(scope, receive, send)
        except ValueError as exc:
            if "No route found for path" in str(exc) and scope["type"] == "websocket":
                await send({"type": "websocket.close"})
            else:
                raise exc


application = SentryAsgiMiddleware(
    ProtocolTypeRouter(
        {
            "http": get_asgi_application(),
            "websocket": ClosesUnknown(URLRouter(websocket.websocket_urlpatterns)),
            "lifespan": Opening(),
        }
    )
)

# file: pool/asgi.py
# findings: none
# kinds: docstring, import-django, import-adapter, import-channels, import-other, import-django,
#   import-telemetry, call, setup, import-other, import-other, application-by-hand,
#   middleware-by-hand, telemetry
