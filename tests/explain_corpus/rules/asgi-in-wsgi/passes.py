import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = get_wsgi_application()

# file: puddle/wsgi.py
# findings: none
# kinds: import-os, import-django, settings, application
