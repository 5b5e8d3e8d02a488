import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")


def timed(application):
    async def around(scope, receive, send):
        scope["state"] = {"asked": True}

    return around


application = get_asgi_application()
application = timed(application)

# file: puddle/asgi.py
# findings: 9 application-not-asked
# kinds: import-os, import-django, settings, middleware-by-hand, application, wrapper
