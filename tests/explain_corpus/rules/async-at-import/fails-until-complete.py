import asyncio
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = get_asgi_application()


async def fill():
    print("filled")


asyncio.get_event_loop().run_until_complete(fill())

# file: puddle/asgi.py
# findings: 15 async-at-import
# kinds: import-standard, import-os, import-django, settings, application, function, call
