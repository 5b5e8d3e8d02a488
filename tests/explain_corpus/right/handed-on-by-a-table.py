import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

django_app = get_asgi_application()


async def nothing(scope, receive, send):
    """Answer nothing."""


HANDLERS = {"http": django_app, "lifespan": nothing}


async def application(scope, receive, send):
    handler = HANDLERS.get(scope["type"], nothing)
    return await handler(scope, receive, send)

# file: puddle/asgi.py
# findings: none
# kinds: import-os, import-django, settings, application, application-by-hand, choice,
#   application-by-hand
