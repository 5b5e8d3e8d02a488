import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings")

get_asgi_application()

from nest.server import application

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, settings, call, import-project
