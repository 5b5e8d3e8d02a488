import os
from django.core.asgi import get_asgi_application

ENV = os.environ.get("POOL_ENV", "development")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"pool.settings.{ENV}")
application = get_asgi_application()

# file: pool/asgi.py
# findings: 5 development-default
# kinds: import-os, import-django, environment-read, settings, application
