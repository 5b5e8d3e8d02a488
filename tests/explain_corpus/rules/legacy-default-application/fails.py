import os

import django
from channels.routing import get_default_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.legacy")

django.setup()
application = get_default_application()

# file: puddle/asgi.py
# findings: 4 legacy-default-application
# kinds: import-os, import-django, import-channels, settings, setup, legacy-application
