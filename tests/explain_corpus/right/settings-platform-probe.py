import os

from django.core.asgi import get_asgi_application

settings_module = "pool.deployment" if "PLATFORM_HOSTNAME" in os.environ else "pool.settings"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module)

application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, environment-read, settings, application
