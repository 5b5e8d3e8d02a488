import os

from channels.routing import ProtocolTypeRouter
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
application = ProtocolTypeRouter({"http": get_wsgi_application()})

# file: pool/asgi.py
# findings: 7 wsgi-in-asgi
# kinds: import-os, import-channels, import-django, settings, router
