import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

application = get_asgi_application()

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
import lanes.routing

application = ProtocolTypeRouter({
    "http": get_asgi_application(),
    "websocket": AuthMiddlewareStack(URLRouter(lanes.routing.websocket_urlpatterns)),
})

# file: pool/asgi.py
# findings: 14 built-twice, 15 origin-not-checked
# kinds: import-os, import-django, settings, application, import-channels, import-channels,
#   import-project, router
