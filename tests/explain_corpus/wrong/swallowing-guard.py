import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clock.settings")
django_asgi_app = get_asgi_application()

from clock.routing import websocket_urlpatterns

router = ProtocolTypeRouter({
    "http": django_asgi_app,
    "websocket": AllowedHostsOriginValidator(URLRouter(websocket_urlpatterns)),
})


def only_http(app):
    async def inner(scope, receive, send):
        if scope["type"] != "http":
            return
        await app(scope, receive, send)

    return inner


application = only_http(router)

# file: pool/asgi.py
# findings: 20 scope-swallowed
# kinds: import-os, import-channels, import-channels, import-django, settings, application,
#   import-project, router, middleware-by-hand, wrapper
