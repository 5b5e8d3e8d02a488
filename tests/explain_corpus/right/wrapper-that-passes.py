import os
import time

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings")
http = get_asgi_application()

from nest.routing import websocket_urlpatterns


class Timing:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        await self.app(scope, receive, send)
        print(time.monotonic() - began)


application = Timing(ProtocolTypeRouter({
    "http": http,
    "websocket": AllowedHostsOriginValidator(URLRouter(websocket_urlpatterns)),
}))

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-standard, import-channels, import-channels, import-django, settings,
#   application, import-project, middleware-by-hand, wrapper
