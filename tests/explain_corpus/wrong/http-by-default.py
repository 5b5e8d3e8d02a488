from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

import lanes.routing

application = ProtocolTypeRouter({
    # (HTTP goes to Django's views by default)
    "websocket": AuthMiddlewareStack(URLRouter(lanes.routing.websocket_urlpatterns)),
})

# file: pool/asgi.py
# findings: 7 http-lost, 9 origin-not-checked
# kinds: import-channels, import-channels, import-django, import-project, router
