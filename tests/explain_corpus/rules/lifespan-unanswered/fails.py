import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

django_application = get_asgi_application()


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                print("opened", flush=True)
            elif event["type"] == "lifespan.shutdown":
                print("closed", flush=True)
                return
    else:
        await django_application(scope, receive, send)

# file: puddle/asgi.py
# findings: 14 lifespan-unanswered
# kinds: import-os, import-django, settings, application, application-by-hand
