import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"shop.settings.{os.environ.get('DJANGO_ENV', 'development')}")

application = get_wsgi_application()

# file: pool/wsgi.py
# findings: 5 development-default
# kinds: import-os, import-django, settings, application
