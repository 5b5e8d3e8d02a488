import os

import socketio
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

django_application = get_asgi_application()
sio = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins=[])


@sio.event
async def connect(sid, environ):
    print("connected", sid)


application = socketio.ASGIApp(sio, django_application)

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-socketio, import-django, settings, application, value, function,
#   socketio
