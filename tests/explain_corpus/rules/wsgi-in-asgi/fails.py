import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = get_wsgi_application()

# file: puddle/asgi.py
# findings: 7 wsgi-in-asgi
# kinds: import-os, import-django, settings, application
