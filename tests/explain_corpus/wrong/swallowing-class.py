import os
import time
import logging

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clock.settings")
django_asgi_app = get_asgi_application()

from clock.routing import websocket_urlpatterns

logger = logging.getLogger(__name__)


class TimingMiddleware:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            start = time.monotonic()
            await self.app(scope, receive, send)
            logger.info("%s took %.3f", scope["path"], time.monotonic() - start)


application = TimingMiddleware(ProtocolTypeRouter({
    "http": django_asgi_app,
    "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
}))

# file: pool/asgi.py
# findings: 23 scope-swallowed
# kinds: import-os, import-standard, import-standard, import-channels, import-channels,
#   import-channels, import-django, settings, application, import-project, value,
#   middleware-by-hand, wrapper
