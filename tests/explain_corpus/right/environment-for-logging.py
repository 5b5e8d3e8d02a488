import os

from django.core.asgi import get_asgi_application

if os.environ.get("STAGE") == "production":
    LOGGERS = "nest.logging.production"
else:
    LOGGERS = "nest.logging.development"

os.environ.setdefault("NEST_LOGGERS", LOGGERS)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings")
application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, condition, value, value, environment, settings, application
