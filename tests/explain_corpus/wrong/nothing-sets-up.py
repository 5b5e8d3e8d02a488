import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import re_path

from lanes.consumers import LaneConsumer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

application = ProtocolTypeRouter({
    "websocket": AllowedHostsOriginValidator(
        AuthMiddlewareStack(URLRouter([re_path(r"ws/lanes/(?P<name>\w+)/$", LaneConsumer.as_asgi())]))
    ),
})

# file: pool/asgi.py
# findings: 8 import-above-setup
# kinds: import-os, import-channels, import-channels, import-channels, import-django,
#   import-project, settings, router
