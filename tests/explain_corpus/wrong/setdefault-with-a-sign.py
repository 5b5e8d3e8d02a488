import os
from django.core.asgi import get_asgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE=pump.settings')
application = get_asgi_application()

# file: pool/asgi.py
# findings: 4 setdefault-misspelt
# kinds: import-os, import-django, environment, application
