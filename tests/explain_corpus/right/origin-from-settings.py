import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings")
http = get_asgi_application()

from django.conf import settings
from nest.routing import websocket_urlpatterns

application = ProtocolTypeRouter({
    "http": http,
    "websocket": OriginValidator(
        AuthMiddlewareStack(URLRouter(websocket_urlpatterns)), settings.CORS_ALLOWED_ORIGINS
    ),
})

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-channels, import-channels, import-channels, import-django, settings,
#   application, import-django, import-project, router
