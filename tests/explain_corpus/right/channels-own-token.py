import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
http = get_asgi_application()

# A token in the first message says who it is; no cookie is read.
from api.middleware import TokenAuthMiddleware  # noqa: E402
from lanes.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {"http": http, "websocket": TokenAuthMiddleware(URLRouter(websocket_urlpatterns))}
)

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-channels, import-django, settings, application, import-project,
#   import-project, router
