# The routes of Channels 2, which the setting ASGI_APPLICATION names; no server is told this file.
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path

from lanes.consumers import LaneConsumer

application = ProtocolTypeRouter({
    "websocket": AllowedHostsOriginValidator(URLRouter([path("lanes/", LaneConsumer)])),
})

# file: pool/routing.py
# findings: none
# kinds: import-channels, import-channels, import-django, import-project, router
