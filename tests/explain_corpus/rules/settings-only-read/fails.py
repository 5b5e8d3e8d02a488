import os

from django.core.asgi import get_asgi_application

os.environ.get("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = get_asgi_application()

# file: puddle/asgi.py
# findings: 5 settings-only-read
# kinds: import-os, import-django, environment-read, application
