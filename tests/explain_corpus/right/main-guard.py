import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
application = get_asgi_application()

if __name__ == "__main__":
    import uvicorn

    uvicorn.run("pool.asgi:application", host="127.0.0.1", port=8000)

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, settings, application, main, import-package, server
