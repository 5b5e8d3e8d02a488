import os

from decouple import config
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", config("DJANGO_SETTINGS_MODULE", default="nest.settings.local"))

application = get_asgi_application()

# file: pool/asgi.py
# findings: 6 development-default
# kinds: import-os, import-environment, import-django, settings, application
