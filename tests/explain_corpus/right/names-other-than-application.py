import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

application = get_asgi_application()
app = application  # The host looks for this name.

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, settings, application, alias
