import os

from channels.routing import route
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = get_asgi_application()

# file: puddle/asgi.py
# findings: 3 legacy-channels
# kinds: import-os, import-channels, import-django, settings, application
