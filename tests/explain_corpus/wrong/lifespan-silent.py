import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pump.settings")
django_application = get_asgi_application()

from pump.pool import pool


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                await pool.open()
            elif event["type"] == "lifespan.shutdown":
                await pool.close()
                return
    else:
        await django_application(scope, receive, send)

# file: pool/asgi.py
# findings: 15 lifespan-unanswered
# kinds: import-os, import-django, settings, application, import-project, application-by-hand
