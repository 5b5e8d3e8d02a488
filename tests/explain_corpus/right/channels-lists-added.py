import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from channels.auth import AuthMiddlewareStack
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

asgi_app = get_asgi_application()

import chat.routing as chat_routing
import news.routing as news_routing

websocket_urlpatterns = []
websocket_urlpatterns += chat_routing.websocket_urlpatterns
websocket_urlpatterns += news_routing.websocket_urlpatterns

application = ProtocolTypeRouter({
    "http": asgi_app,
    "websocket": AllowedHostsOriginValidator(
        AuthMiddlewareStack(URLRouter(websocket_urlpatterns))
    ),
})

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-channels, import-channels, import-channels, import-django,
#   import-django, settings, application, import-project, import-project, routes, change, change,
#   router
