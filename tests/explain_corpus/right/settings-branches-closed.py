import os
from django.core.asgi import get_asgi_application

environment = os.environ.get("ENVIRONMENT")

if environment == "dev":
    os.environ["DJANGO_SETTINGS_MODULE"] = "loom.settings.dev"
elif environment == "staging":
    os.environ["DJANGO_SETTINGS_MODULE"] = "loom.settings.staging"
else:
    os.environ["DJANGO_SETTINGS_MODULE"] = "loom.settings.prod"

application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, environment-read, condition, settings-assigned, condition,
#   settings-assigned, settings-assigned, application
