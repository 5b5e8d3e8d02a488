import os
from functools import partial

from django.core.asgi import get_asgi_application
from django.core.handlers.asgi import ASGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings")


class Handler(ASGIHandler):
    """Names the server in every answer."""

    async def handle(self, scope, receive, send):
        await super().handle(scope, receive, partial(self.named, send))

    async def named(self, send, event):
        if event["type"] == "http.response.start":
            event["headers"].append((b"server", b"nest"))
        await send(event)


import django

django.setup(set_prefix=False)
application = Handler()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-standard, import-django, import-django, settings, application-by-hand,
#   import-django, setup, application
