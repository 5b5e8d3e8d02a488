import os

from django.core.asgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings")

application = get_wsgi_application()

# file: pool/asgi.py
# findings: 3 import-misspelt, 7 wsgi-in-asgi
# kinds: import-os, import-django, settings, application
