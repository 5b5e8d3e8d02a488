import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")


class Unpacked:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        given = [scope, receive, send]
        await self.app(*given)


application = Unpacked(get_asgi_application())

# file: puddle/asgi.py
# findings: none
# kinds: import-os, import-django, settings, middleware-by-hand, wrapper
