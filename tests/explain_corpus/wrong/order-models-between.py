import os
import django
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings")
from nest.models import Bird
django.setup()

application = get_asgi_application()

# file: pool/asgi.py
# findings: 6 import-above-setup
# kinds: import-os, import-django, import-django, settings, import-project, setup, application
