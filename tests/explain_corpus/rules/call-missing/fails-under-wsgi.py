import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = get_wsgi_application

# file: puddle/wsgi.py
# findings: 7 call-missing
# kinds: import-os, import-django, settings, alias
