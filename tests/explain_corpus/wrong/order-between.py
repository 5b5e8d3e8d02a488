import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

from .middleware import JwtAuthMiddleware
from .urls import ws_urlpatterns
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

application = ProtocolTypeRouter({
    "http": get_asgi_application(),
    "websocket": AllowedHostsOriginValidator(JwtAuthMiddleware(URLRouter(ws_urlpatterns))),
})

# file: pool/asgi.py
# findings: 7 import-above-setup, 8 import-above-setup
# kinds: import-os, import-django, settings, import-project, import-project, import-channels,
#   import-channels, router
