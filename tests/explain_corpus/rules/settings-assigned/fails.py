import os

from django.core.asgi import get_asgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "puddle.settings"

application = get_asgi_application()

# file: puddle/asgi.py
# findings: 5 settings-assigned
# kinds: import-os, import-django, settings-assigned, application
