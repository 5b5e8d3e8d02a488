import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

_application = None


async def application(scope, receive, send):
    """Wait for the first connection with the set-up."""
    global _application
    if _application is None:
        from django.core.asgi import get_asgi_application

        _application = get_asgi_application()
    await _application(scope, receive, send)

# file: pool/asgi.py
# findings: none
# kinds: import-os, settings, value, application-by-hand
