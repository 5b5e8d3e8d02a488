import asyncio
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = get_asgi_application()


async def fill():
    print("filled")


if __name__ == "__main__":
    asyncio.run(fill())

# file: puddle/asgi.py
# findings: none
# kinds: import-standard, import-os, import-django, settings, application, function, main, call
