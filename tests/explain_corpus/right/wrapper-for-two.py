import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings")
http = get_asgi_application()

from nest.routing import websocket_urlpatterns

router = ProtocolTypeRouter({
    "http": http,
    "websocket": AllowedHostsOriginValidator(URLRouter(websocket_urlpatterns)),
})


async def application(scope, receive, send):
    if scope["type"] == "websocket":
        await router(scope, receive, send)
    if scope["type"] == "http":
        await router(scope, receive, send)

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-channels, import-channels, import-django, settings, application,
#   import-project, router, application-by-hand
