import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

from lanes.routing import (
    websocket_urlpatterns as lanes,  # Each lane has a socket.
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
django_asgi_app = get_asgi_application()
application = ProtocolTypeRouter({
    "http": django_asgi_app,
    "websocket": AuthMiddlewareStack(URLRouter(lanes)),
})

# file: pool/asgi.py
# findings: 7 import-above-setup, 15 origin-not-checked
# kinds: import-os, import-channels, import-channels, import-django, import-project, settings,
#   application, router
