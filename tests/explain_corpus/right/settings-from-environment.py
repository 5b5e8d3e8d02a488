import os

from django.core.asgi import get_asgi_application

environment = os.environ["POOL_ENV"]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"pool.settings.{environment}")

application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, environment-read, settings, application
