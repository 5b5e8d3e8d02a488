import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ChannelNameRouter, ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

# Early, so that the apps are there before code that imports models.
django_asgi_app = get_asgi_application()

from lanes.consumers import CountConsumer  # noqa: E402
from lanes.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter({
    "http": django_asgi_app,
    "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
    "channel": ChannelNameRouter({"count": CountConsumer.as_asgi()}),
})

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-channels, import-channels, import-channels, import-django, settings,
#   application, import-project, import-project, router
