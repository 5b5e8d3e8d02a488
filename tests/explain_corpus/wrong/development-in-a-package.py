import os
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", os.getenv("DJANGO_SETTINGS_MODULE", "config.settings.dev"))
application = get_asgi_application()

# file: config/asgi.py
# findings: 4 development-default
# kinds: import-os, import-django, settings, application
