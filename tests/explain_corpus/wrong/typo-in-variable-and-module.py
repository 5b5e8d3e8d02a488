import os
from django.core.asgi import get_asgi_aplication

os.environ.setdefault("DJANGO_SETTINGS_MODULES", "pool/settings")

application = get_asgi_aplication()

# file: pool/asgi.py
# findings: 2 import-misspelt, 4 settings-variable-misspelt
# kinds: import-os, import-django, environment, application
