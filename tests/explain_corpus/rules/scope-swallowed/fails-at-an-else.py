import os

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


async def application(scope, receive, send):
    if scope["type"] == "http":
        await router(scope, receive, send)
    else:
        return

# file: puddle/asgi.py
# findings: 20 scope-swallowed
# kinds: import-os, import-channels, import-channels, import-django, settings, application,
#   import-project, router, application-by-hand
