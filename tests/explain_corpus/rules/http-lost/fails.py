import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = get_asgi_application()

from pond.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter({"websocket": AllowedHostsOriginValidator(URLRouter(websocket_urlpatterns))})

# file: puddle/asgi.py
# findings: 13 http-lost
# kinds: import-os, import-channels, import-channels, import-django, settings, application,
#   import-project, router
