"""ASGI entrypoint. Configures Django and then runs the application of ASGI_APPLICATION."""

import os

import django
from channels.routing import get_default_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
django.setup()
application = get_default_application()

# file: pool/asgi.py
# findings: 6 legacy-default-application
# kinds: docstring, import-os, import-django, import-channels, settings, setup, legacy-application
