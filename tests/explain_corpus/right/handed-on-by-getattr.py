import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")


class ByKind:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        await getattr(self, "on_" + scope["type"], self.app)(scope, receive, send)

    async def on_lifespan(self, scope, receive, send):
        pass


application = ByKind(get_asgi_application())

# file: puddle/asgi.py
# findings: none
# kinds: import-os, import-django, settings, middleware-by-hand, wrapper
