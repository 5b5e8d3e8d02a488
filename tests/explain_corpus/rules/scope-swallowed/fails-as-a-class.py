import os
import time

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

django_application = get_asgi_application()

from pond.routing import websocket_urlpatterns  # noqa: E402

router = ProtocolTypeRouter({
    "http": django_application,
    "websocket": AllowedHostsOriginValidator(URLRouter(websocket_urlpatterns)),
})


class Timed:
    """Tells how long a request takes."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            began = time.monotonic()
            await self.application(scope, receive, send)
            print(time.monotonic() - began)


application = Timed(router)

# file: puddle/asgi.py
# findings: 27 scope-swallowed
# kinds: import-os, import-standard, import-channels, import-channels, import-django, settings,
#   application, import-project, router, middleware-by-hand, wrapper
