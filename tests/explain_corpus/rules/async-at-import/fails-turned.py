import os

from asgiref.sync import async_to_sync
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = get_asgi_application()


async def fill():
    print("filled")


async_to_sync(fill)()

# file: puddle/asgi.py
# findings: 15 async-at-import
# kinds: import-os, import-adapter, import-django, settings, application, function, call
