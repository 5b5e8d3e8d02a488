import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
django_asgi_app = get_asgi_application()

import your_app.routing

application = ProtocolTypeRouter({
    "http": django_asgi_app,
    "websocket": AllowedHostsOriginValidator(URLRouter(your_app.routing.websocket_urlpatterns)),
})

# file: pool/asgi.py
# findings: 10 placeholder
# kinds: import-os, import-channels, import-channels, import-django, settings, application,
#   import-project, router
