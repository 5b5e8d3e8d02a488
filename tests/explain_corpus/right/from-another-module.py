from pool.wsgi import *  # noqa: F403 - it names the settings.
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

from lanes.routing import websocket_urlpatterns

application = ProtocolTypeRouter({
    "http": get_asgi_application(),
    "websocket": AllowedHostsOriginValidator(URLRouter(websocket_urlpatterns)),
})

# file: pool/asgi.py
# findings: none
# kinds: import-other, import-channels, import-channels, import-django, import-project, router
