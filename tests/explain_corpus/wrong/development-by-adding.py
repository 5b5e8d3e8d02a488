import os

from django.core.asgi import get_asgi_application

ENV = os.environ.get("APP_ENV", "dev")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings." + ENV)

application = get_asgi_application()

# file: pool/asgi.py
# findings: 6 development-default
# kinds: import-os, import-django, environment-read, settings, application
