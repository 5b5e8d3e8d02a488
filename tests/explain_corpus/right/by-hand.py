import os

from django.core.asgi import get_asgi_application

from config.websocket import websocket_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

django_application = get_asgi_application()


async def application(scope, receive, send):
    if scope["type"] == "http":
        await django_application(scope, receive, send)
    elif scope["type"] == "websocket":
        await websocket_application(scope, receive, send)
    else:
        raise NotImplementedError(f"Unknown scope type {scope['type']}")

# file: config/asgi.py
# findings: none
# kinds: import-os, import-django, import-project, settings, application, application-by-hand
