import os

import django
from channels.http import AsgiHandler
from channels.routing import ProtocolTypeRouter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
django.setup()

application = ProtocolTypeRouter({"http": AsgiHandler()})

# file: pool/asgi.py
# findings: 4 legacy-channels
# kinds: import-os, import-django, import-channels, import-channels, settings, setup, router
