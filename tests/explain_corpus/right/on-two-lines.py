import os; from django.core.asgi import get_asgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings"); application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, settings, application
