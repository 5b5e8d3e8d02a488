import os
from django.core.asgi import get_asgi_application

environment = os.environ.get("ENVIRONMENT")

if environment == "production":
    settings_module = "loom.settings.prod"
elif environment == "staging":
    settings_module = "loom.settings.staging"
else:
    settings_module = "loom.settings.dev"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module)

application = get_asgi_application()

# file: pool/asgi.py
# findings: 6 environment-fails-open
# kinds: import-os, import-django, environment-read, condition, value, condition, value, value,
#   settings, application
