import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from channels.security.websocket import AllowedHostsOriginValidator
from lanes.routing import websocket_urlpatterns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
routes = URLRouter(websocket_urlpatterns)
application = ProtocolTypeRouter({
    "http": get_asgi_application(),
    "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(routes)),
})

# file: pool/asgi.py
# findings: 7 import-above-setup
# kinds: import-os, import-channels, import-channels, import-django, import-channels,
#   import-project, settings, routes, router
