import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
django_application = get_asgi_application()


def create_application():
    from pool.api import create_application

    app = create_application()
    app.mount("/", django_application)
    return app


application = create_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, settings, application, function, application
