import os
from django.core.wsgi import get_asgi_application
from channels.auth import ProtocolTypeRouter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", " pool.settings")
application = ProtocolTypeRouter({"http": get_asgi_application()})

# file: pool/asgi.py
# findings: 2 import-misspelt, 3 import-misspelt, 5 settings-value
# kinds: import-os, import-django, import-channels, settings, router
