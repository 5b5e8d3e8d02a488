import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings")
django_app = get_asgi_application()

from nest.lifecycle import answer


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                await answer(send, event)
            elif event["type"] == "lifespan.shutdown":
                await answer(send, event)
                return
    await django_app(scope, receive, send)

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, settings, application, import-project, application-by-hand
