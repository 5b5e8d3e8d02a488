import os

from django.core.asgi import get_asgi_application

SETTINGS = {
    "production": "loom.settings.production",
    "staging": "loom.settings.staging",
}
os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE",
    SETTINGS.get(os.getenv("STAGE"), "loom.settings.development"),
)

application = get_asgi_application()

# file: pool/asgi.py
# findings: 11 environment-fails-open
# kinds: import-os, import-django, value, settings, application
