import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

django_application = get_asgi_application()

application = ProtocolTypeRouter({"http": get_asgi_application()})

# file: puddle/asgi.py
# findings: 10 built-twice
# kinds: import-os, import-channels, import-django, settings, application, router
