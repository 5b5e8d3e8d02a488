import os
from pathlib import Path

import environ
from django.core.asgi import get_asgi_application

env = environ.Env()
environ.Env.read_env(Path(__file__).resolve().parent.parent / ".env")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", env("DJANGO_SETTINGS_MODULE", default="nest.settings.production"))

application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-standard, import-environment, import-django, value, environment,
#   settings, application
