import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTING_MODULE", "puddle.settings")

application = get_asgi_application()

# file: puddle/asgi.py
# findings: 5 settings-variable-misspelt
# kinds: import-os, import-django, environment, application
