import os
import django
django.setup()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

from django.core.asgi import get_asgi_application

application = get_asgi_application()

# file: pool/asgi.py
# findings: 4 settings-after-setup
# kinds: import-os, import-django, setup, settings, import-django, application
