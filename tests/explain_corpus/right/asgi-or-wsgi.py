import os
import sys

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duo.settings")

if "gunicorn" in sys.argv[0]:
    application = get_wsgi_application()
else:
    application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-standard, import-django, import-django, settings, condition,
#   application, application
