import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

# Early, so that the apps are there before code that imports models.
django_asgi_app = get_asgi_application()

from lanes import consumers  # noqa: E402

application = ProtocolTypeRouter({
    "http": django_asgi_app,
    "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter([
        path("/ws/lanes/", consumers.LaneConsumer),
    ]))),
})

# file: pool/asgi.py
# findings: 19 route-leading-slash, 19 as-asgi-missing
# kinds: import-os, import-channels, import-channels, import-channels, import-django,
#   import-django, settings, application, import-project, router
