import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

# Early, so that the apps are there before code that imports models.
django_asgi_app = get_asgi_application()

from lanes.routing import websocket_urlpatterns as lanes  # noqa: E402
from notices.routing import websocket_urlpatterns as notices  # noqa: E402

routes = URLRouter(lanes + notices)
websocket = AllowedHostsOriginValidator(AuthMiddlewareStack(routes))

application = ProtocolTypeRouter({"http": django_asgi_app, "websocket": websocket})

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-channels, import-channels, import-channels, import-django, settings,
#   application, import-project, import-project, routes, wrapper, router
