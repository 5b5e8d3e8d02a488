import os
from asgiref.sync import async_to_sync
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
application = get_asgi_application()

from pool.clients import client

async_to_sync(client.open)()

# file: pool/asgi.py
# findings: 10 async-at-import
# kinds: import-os, import-adapter, import-django, settings, application, import-project, call
