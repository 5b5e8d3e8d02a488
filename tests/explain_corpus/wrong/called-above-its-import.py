import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", ".settings")
django_asgi_app = get_asgi_application()

from django.core.asgi import get_asgi_application
from channels.routing import ProtocolTypeRouter

application = ProtocolTypeRouter({"http": django_asgi_app})

# file: pool/asgi.py
# findings: 3 settings-value, 4 name-not-defined
# kinds: import-os, settings, application, import-django, import-channels, router
