import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

django_application = get_asgi_application()

from pond.routing import websocket_urlpatterns  # noqa: E402

ORIGINS = ["*"]
application = ProtocolTypeRouter({
    "http": django_application,
    "websocket": OriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)), ORIGINS),
})

# file: puddle/asgi.py
# findings: 17 origin-not-checked
# kinds: import-os, import-channels, import-channels, import-channels, import-django, settings,
#   application, import-project, value, router
