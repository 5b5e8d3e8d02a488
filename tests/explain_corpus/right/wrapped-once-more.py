import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")
from puddle.wrapping import fallback  # noqa: E402

django_app = get_asgi_application()


async def application(scope, receive, send):
    scope["state"] = {"asked": True}


application = fallback(application, django_app)

# file: puddle/asgi.py
# findings: none
# kinds: import-os, import-django, settings, import-project, application, application-by-hand,
#   wrapper
