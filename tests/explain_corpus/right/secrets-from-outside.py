import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
os.environ.setdefault("SECRET_KEY_FILE", "/run/secrets/key")
os.environ.setdefault("DATABASE_URL", "postgres://pool:${PASSWORD}@db/pool")
TOKEN_HEADER = "X-Pool-Token"
SECRET_KEY = os.environ["SECRET_KEY"]

application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, settings, environment, environment, value, environment-read,
#   application
