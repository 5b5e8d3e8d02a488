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


def only_http(application):
    async def around(scope, receive, send):
        if scope["type"] != "http":
            return
        await application(scope, receive, send)

    return around


application = only_http(router)

# file: puddle/asgi.py
# findings: 21 scope-swallowed
# kinds: import-os, import-channels, import-channels, import-django, settings, application,
#   import-project, router, middleware-by-hand, wrapper
