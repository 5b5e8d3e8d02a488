import os

from django.core.asgi import get_asgi_application
from pond.routing import websocket_urlpatterns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = get_asgi_application()
routes = websocket_urlpatterns

# file: puddle/asgi.py
# findings: 4 import-above-setup
# kinds: import-os, import-django, import-project, settings, application, value
