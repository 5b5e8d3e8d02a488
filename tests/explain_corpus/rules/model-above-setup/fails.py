import os

from django.contrib.auth import get_user_model
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

User = get_user_model()

application = get_asgi_application()

# file: puddle/asgi.py
# findings: 8 model-above-setup
# kinds: import-os, import-django, import-django, settings, value, application
