import os

from django.core.asgi import get_asgi_application

match os.environ.get("POOL_ENV"):
    case "production":
        module = "pool.settings.production"
    case "staging":
        module = "pool.settings.staging"
    case other:
        raise RuntimeError(f"POOL_ENV is {other!r}")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", module)
application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, condition, value, value, raise, settings, application
