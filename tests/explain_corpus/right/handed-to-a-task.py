import asyncio
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

django_app = get_asgi_application()


async def application(scope, receive, send):
    async with asyncio.timeout(30):
        await asyncio.create_task(django_app(scope, receive, send))

# file: puddle/asgi.py
# findings: none
# kinds: import-standard, import-os, import-django, settings, application, application-by-hand
