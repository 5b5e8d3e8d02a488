import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")


class Lifespan:
    """Opens and closes what the process shares."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "lifespan":
            return
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif event["type"] == "lifespan.shutdown":
                await send({"type": "lifespan.shutdown.complete"})
                return


application = Lifespan(get_asgi_application())

# file: puddle/asgi.py
# findings: 14 application-not-asked
# kinds: import-os, import-django, settings, middleware-by-hand, wrapper
