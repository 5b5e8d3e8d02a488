import os

from django.core.asgi import get_asgi_application

if os.environ.get("POOL_DEBUG") == "1":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings.development")
else:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings.production")

application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, condition, settings, settings, application
