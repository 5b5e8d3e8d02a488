import os

from django.core.asgi import get_asgi_application

application = get_asgi_application()

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

# file: puddle/asgi.py
# findings: 7 settings-after-setup
# kinds: import-os, import-django, application, settings
