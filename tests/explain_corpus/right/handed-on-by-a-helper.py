import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

django_app = get_asgi_application()


async def pick(scope, receive, send):
    return await django_app(scope, receive, send)


async def application(scope, receive, send):
    await pick(scope, receive, send)

# file: puddle/asgi.py
# findings: none
# kinds: import-os, import-django, settings, application, application-by-hand, application-by-hand
