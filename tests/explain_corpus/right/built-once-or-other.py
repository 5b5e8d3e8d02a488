import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

if os.environ.get("POOL_TRACE"):
    from pool.tracing import Traced

    application = Traced(get_asgi_application())
else:
    application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, settings, condition, import-project, wrapper, application
