import os
import time

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")


class Timed:
    """Say how long each request took."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        begun = time.perf_counter()
        await self.app(scope, receive, send)
        print(scope["type"], time.perf_counter() - begun)


application = Timed(get_asgi_application())

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-standard, import-django, settings, middleware-by-hand, wrapper
