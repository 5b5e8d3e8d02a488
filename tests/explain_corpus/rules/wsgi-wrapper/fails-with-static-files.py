import os

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = StaticFilesHandler(get_asgi_application())

# file: puddle/asgi.py
# findings: 8 wsgi-wrapper
# kinds: import-os, import-static, import-django, settings, static
