import os
from functools import partial

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

django_app = get_asgi_application()


async def application(scope, receive, send):
    call = partial(django_app, scope)
    await call(receive, send)

# file: puddle/asgi.py
# findings: none
# kinds: import-os, import-standard, import-django, settings, application, application-by-hand
