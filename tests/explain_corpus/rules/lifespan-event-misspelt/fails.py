import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

django_application = get_asgi_application()


async def application(scope, receive, send):
    if scope["type"] != "lifespan":
        return await django_application(scope, receive, send)
    while True:
        event = await receive()
        if event["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.completed"})
        else:
            await send({"type": "lifespan.shutdown.complete"})
            return None

# file: puddle/asgi.py
# findings: 16 lifespan-event-misspelt
# kinds: import-os, import-django, settings, application, application-by-hand
