import os

from django.contrib.auth.models import AnonymousUser
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
application = get_asgi_application()
nobody = AnonymousUser()

# file: pool/asgi.py
# findings: 3 import-above-setup
# kinds: import-os, import-django, import-django, settings, application, value
