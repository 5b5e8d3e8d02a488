import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "false"

application = get_asgi_application()

# file: puddle/asgi.py
# findings: 6 async-unsafe
# kinds: import-os, import-django, settings, environment, application
