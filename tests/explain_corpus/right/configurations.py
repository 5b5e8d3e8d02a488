import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
os.environ.setdefault("DJANGO_CONFIGURATION", "Production")

from configurations.asgi import get_asgi_application  # noqa: E402

application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, settings, environment, import-django, application
