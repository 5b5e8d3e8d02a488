import os

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

application = WhiteNoise(get_wsgi_application(), root="collected")

# file: pool/wsgi.py
# findings: none
# kinds: import-os, import-django, import-static, settings, static
