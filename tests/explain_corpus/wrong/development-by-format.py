import os

from django.core.asgi import get_asgi_application

os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE",
    "config.settings.{}".format(os.getenv("DJANGO_ENV", "local")),
)

application = get_asgi_application()

# file: pool/asgi.py
# findings: 5 development-default
# kinds: import-os, import-django, settings, application
