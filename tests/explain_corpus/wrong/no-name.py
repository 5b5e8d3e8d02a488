import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duo.settings")

get_asgi_application()

# file: pool/asgi.py
# findings: 7 application-missing
# kinds: import-os, import-django, settings, call
