import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

django_application = get_asgi_application()

from shore.consumers import ChatConsumer  # noqa: E402

application = ProtocolTypeRouter({
    "http": django_application,
    "websocket": AllowedHostsOriginValidator(URLRouter([
        path("ws/chat/", ChatConsumer.as_asgi()),
    ])),
})

# file: puddle/asgi.py
# findings: none
# kinds: import-os, import-channels, import-django, import-channels, import-django, settings,
#   application, import-project, router
