import os

from django.core.asgi import get_asgi_application

SETTINGS = {"production": "puddle.production", "test": "puddle.with_daphne"}
module = SETTINGS.get(os.environ.get("DJANGO_ENV"), "puddle.settings")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", module)

application = get_asgi_application()

# file: puddle/asgi.py
# findings: 6 environment-fails-open
# kinds: import-os, import-django, value, environment-read, settings, application
