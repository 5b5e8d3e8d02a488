import os
from django.core.asgi import get_asgi_application

env = os.getenv("POOL_ENV", "")
settings_module = "pool.settings.prod" if env == "prod" else "pool.settings.dev"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module)
application = get_asgi_application()

# file: pool/asgi.py
# findings: 5 environment-fails-open
# kinds: import-os, import-django, environment-read, value, settings, application
