import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

# Early, so that the apps are there before code that imports models.
django_asgi_app = get_asgi_application()

from api.tokens import TokenMiddleware  # noqa: E402
from lanes.routing import websocket_urlpatterns  # noqa: E402

socket_app = AuthMiddlewareStack(URLRouter(websocket_urlpatterns))
application = ProtocolTypeRouter({
    "http": django_asgi_app,
    "websocket": TokenMiddleware(socket_app),
})

# file: pool/asgi.py
# findings: 18 origin-not-checked
# kinds: import-os, import-channels, import-channels, import-django, settings, application,
#   import-project, import-project, wrapper, router
