import os

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

application = WSGIMiddleware(get_wsgi_application(), workers=10)

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-adapter, import-django, settings, adapter
