import os

from django.contrib.auth import get_user_model
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = get_asgi_application()

User = get_user_model()

# file: puddle/asgi.py
# findings: none
# kinds: import-os, import-django, import-django, settings, application, value
