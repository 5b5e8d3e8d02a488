import os
from django.core.asgi import get_asgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "pool.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
http_application = get_asgi_application()

# file: pool/asgi.py
# findings: 4 settings-assigned, 5 async-unsafe
# kinds: import-os, import-django, settings-assigned, environment, application
