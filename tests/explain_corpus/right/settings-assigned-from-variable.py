import os

from django.core.asgi import get_asgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("POOL_SETTINGS", "pool.settings")
application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, settings-assigned, application
