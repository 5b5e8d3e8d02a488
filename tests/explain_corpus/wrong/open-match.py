import os

from django.core.asgi import get_asgi_application

match os.getenv("STAGE"):
    case "production":
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loom.settings.production")
    case _:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loom.settings.development")

application = get_asgi_application()

# file: pool/asgi.py
# findings: 5 environment-fails-open
# kinds: import-os, import-django, condition, settings, settings, application
