import os

from django.core.asgi import get_asgi_application

settings_module = "nest.settings.production"
if os.environ.get("NEST_DEBUG") == "1":
    settings_module = "nest.settings.development"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module)

application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, value, condition, value, settings, application
