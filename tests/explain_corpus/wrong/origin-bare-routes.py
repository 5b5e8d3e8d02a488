import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
django.setup()

from .urls import ws_urlpatterns  # noqa: E402

application = ProtocolTypeRouter({"http": get_asgi_application(), "websocket": URLRouter(ws_urlpatterns)})

# file: pool/asgi.py
# findings: 12 origin-not-checked
# kinds: import-os, import-django, import-channels, import-django, settings, setup,
#   import-project, router
