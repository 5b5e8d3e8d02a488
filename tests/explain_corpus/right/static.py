import os

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

application = ASGIStaticFilesHandler(get_asgi_application())

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-static, import-django, settings, static
