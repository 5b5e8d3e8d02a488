import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")


def build():
    """Set Django up before anything of the project is imported."""
    django_application = get_asgi_application()
    from channels.auth import AuthMiddlewareStack
    from channels.routing import ProtocolTypeRouter, URLRouter
    from channels.security.websocket import AllowedHostsOriginValidator

    from lanes.routing import websocket_urlpatterns

    websocket = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))
    return ProtocolTypeRouter({"http": django_application, "websocket": websocket})


application = build()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, settings, function, application
