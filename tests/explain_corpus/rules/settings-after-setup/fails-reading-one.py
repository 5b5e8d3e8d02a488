import os

from django.conf import settings
from django.core.asgi import get_asgi_application

print("DEBUG is", settings.DEBUG)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = get_asgi_application()

# file: puddle/asgi.py
# findings: 7 settings-after-setup
# kinds: import-os, import-django, import-django, log, settings, application
