import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

django_application = get_asgi_application()


async def lifespan(scope, receive, send):
    """Open what all requests share, and close it at the end."""
    from pool.clients import client

    while True:
        event = await receive()
        if event["type"] == "lifespan.startup":
            await client.open()
            await send({"type": "lifespan.startup.complete"})
        elif event["type"] == "lifespan.shutdown":
            await client.close()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        await lifespan(scope, receive, send)
    else:
        await django_application(scope, receive, send)

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, settings, application, application-by-hand, application-by-hand
