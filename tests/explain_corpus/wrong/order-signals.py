import os

from django.core.asgi import get_asgi_application

import shop.signals
from shop import tasks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

application = get_asgi_application()

# file: pool/asgi.py
# findings: 5 import-above-setup
# kinds: import-os, import-django, import-project, import-project, settings, application
