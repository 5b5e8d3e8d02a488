import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
django_asgi_app = get_asgi_application()

import lanes.routing

application = ProtocolTypeRouter({
    "http": django_asgi_app,
    "websocket": AllowedHostsOriginValidator(URLRouter(lanes.routing.websocket_urlpatterns)),
})

# file: pool/asgi.py
# findings: 13 name-not-defined
# kinds: import-os, import-channels, import-django, settings, application, import-project, router
