import os

from django.core.asgi import get_asgi_application

env = os.getenv("DJANGO_ENV", "production")
module = "nest.settings.prod" if env == "production" else "nest.settings.dev"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", module)

application = get_asgi_application()

# file: pool/asgi.py
# findings: 6 environment-fails-open
# kinds: import-os, import-django, environment-read, value, settings, application
