import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")


class Wrapper:
    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            django_application = get_asgi_application()
            await django_application(scope, receive, send)


application = Wrapper()

# file: pool/asgi.py
# findings: 11 built-per-request
# kinds: import-os, import-django, settings, application-by-hand, application
