import os
from django.core.asgi import get_asgi_application

os.getenv("DJANGO_SETTINGS_MODULE", "pool.settings")
application = get_asgi_application()

# file: pool/asgi.py
# findings: 4 settings-only-read
# kinds: import-os, import-django, environment-read, application
