import os

from django.core.asgi import get_asgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "pool.settings.development"
application = get_asgi_application()

# file: pool/asgi_dev.py
# findings: none
# kinds: import-os, import-django, settings-assigned, application
