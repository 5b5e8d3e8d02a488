import os

from django.conf import settings
from django.core.asgi import get_asgi_application

print("Starting with DEBUG =", settings.DEBUG)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

application = get_asgi_application()

# file: pool/asgi.py
# findings: 8 settings-after-setup
# kinds: import-os, import-django, import-django, log, settings, application
