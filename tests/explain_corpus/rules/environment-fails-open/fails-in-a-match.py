import os

from django.core.asgi import get_asgi_application

match os.environ.get("DJANGO_ENV"):
    case "production":
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.production")
    case _:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = get_asgi_application()

# file: puddle/asgi.py
# findings: 5 environment-fails-open
# kinds: import-os, import-django, condition, settings, settings, application
