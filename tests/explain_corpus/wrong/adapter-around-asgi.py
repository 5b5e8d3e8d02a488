import os

from asgiref.wsgi import WsgiToAsgi
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

django_application = get_asgi_application()
application = WsgiToAsgi(django_application)

# file: pool/asgi.py
# findings: 9 wsgi-wrapper
# kinds: import-os, import-adapter, import-django, settings, application, adapter
