import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", ".settings")

application = get_asgi_application()

# file: puddle/asgi.py
# findings: 5 settings-value
# kinds: import-os, import-django, settings, application
