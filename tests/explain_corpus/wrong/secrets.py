import os
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
os.environ["DATABASE_URL"] = "postgres://pool:h7Qw2LpZ9x@db.pool.internal/pool"
SECRET_KEY = "k3#vQ9!mZ2xL7pW4tR8yB6nH1cF5dJ0s"
application = get_asgi_application()

# file: pool/asgi.py
# findings: 5 secret-in-file, 6 secret-in-file
# kinds: import-os, import-django, settings, environment, value, application
