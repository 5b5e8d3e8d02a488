import os

from django.core.wsgi import get_wsgi_application
from pool.models import Lane

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

application = get_wsgi_application()
lanes = Lane.objects

# file: pool/wsgi.py
# findings: 4 import-above-setup
# kinds: import-os, import-django, import-project, settings, application, value
