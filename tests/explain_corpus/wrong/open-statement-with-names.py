import os
from django.core.asgi import get_asgi_application

if os.environ.get("POOL_ENV", "").lower() == "production":
    module = "pool.settings.production"
else:
    module = "pool.settings.base"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", module)
application = get_asgi_application()

# file: pool/asgi.py
# findings: 4 environment-fails-open
# kinds: import-os, import-django, condition, value, value, settings, application
