import os
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
application = await get_asgi_application()

# file: pool/asgi.py
# findings: 5 syntax-error
