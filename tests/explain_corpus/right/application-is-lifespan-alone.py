import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

django_application = get_asgi_application()

from pond.routing import websocket_urlpatterns  # noqa: E402

async def application(scope, receive, send):
    while (await receive())["type"] != "lifespan.shutdown":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})


served = ProtocolTypeRouter({
    "lifespan": application,
    "http": django_application,
    "websocket": AllowedHostsOriginValidator(URLRouter(websocket_urlpatterns)),
})

# file: puddle/asgi.py
# findings: none
# kinds: import-os, import-channels, import-channels, import-django, settings, application,
#   import-project, application-by-hand, router
