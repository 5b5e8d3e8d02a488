from os import environ

from django.core.asgi import get_asgi_application

environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, settings, application
