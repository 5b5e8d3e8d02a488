import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ChannelNameRouter, ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings")
django_asgi_app = get_asgi_application()

from nest.consumers import EventsConsumer, PollConsumer, PrintConsumer

application = ProtocolTypeRouter({
    "http": URLRouter([
        path("events/", AuthMiddlewareStack(EventsConsumer.as_asgi())),
        re_path(r"", django_asgi_app),
    ]),
    "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter([
        path("poll/", PollConsumer.as_asgi()),
    ]))),
    "channel": ChannelNameRouter({"print": PrintConsumer.as_asgi()}),
})

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-channels, import-channels, import-channels, import-django,
#   import-django, settings, application, import-project, router
