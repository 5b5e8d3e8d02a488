import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

application = get_asgi_application()

try:
    from channels.routing import ProtocolTypeRouter, URLRouter
    from channels.security.websocket import AllowedHostsOriginValidator

    from lanes.routing import websocket_urlpatterns
except ImportError:
    pass
else:
    application = ProtocolTypeRouter(
        {
            "http": application,
            "websocket": AllowedHostsOriginValidator(URLRouter(websocket_urlpatterns)),
        }
    )

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, settings, application, try, import-channels, import-channels,
#   import-project, nothing, router
