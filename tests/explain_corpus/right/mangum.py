import os

from django.core.asgi import get_asgi_application
from mangum import Mangum

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
application = get_asgi_application()
handler = Mangum(application, lifespan="off")

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, import-package, settings, application, wrapper
