import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path
from lanes.consumers import LaneCount

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

application = get_asgi_application()

ws_pattern = [
    path("ws/lanes/<lane>", LaneCount.as_asgi()),
]

application = ProtocolTypeRouter({
    "websocket": AuthMiddlewareStack(URLRouter(ws_pattern))
})

# file: pool/asgi.py
# findings: 7 import-above-setup, 17 http-lost, 18 origin-not-checked
# kinds: import-os, import-channels, import-channels, import-django, import-django,
#   import-project, settings, application, routes, router
