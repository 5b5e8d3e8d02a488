import os

from django.core.asgi import get_asgi_application

environment = os.environ.get("POND_ENV", "development")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle." + environment)

application = get_asgi_application()

# file: puddle/asgi.py
# findings: 6 development-default
# kinds: import-os, import-django, environment-read, settings, application
