import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings")
http = get_asgi_application()

from nest.routing import websocket_urlpatterns

ORIGINS = ["https://nest.example", "http://localhost:3000", "*"]
sockets = AuthMiddlewareStack(URLRouter(websocket_urlpatterns))
application = ProtocolTypeRouter({
    "http": http,
    "websocket": OriginValidator(sockets, ORIGINS),
})

# file: pool/asgi.py
# findings: 17 origin-not-checked
# kinds: import-os, import-channels, import-channels, import-channels, import-django, settings,
#   application, import-project, value, wrapper, router
