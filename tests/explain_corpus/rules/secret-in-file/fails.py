import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")
os.environ.setdefault("PAYMENT_TOKEN", "q8Zr1vT6mN4xW0pL7dK2")

application = get_asgi_application()

# file: puddle/asgi.py
# findings: 6 secret-in-file
# kinds: import-os, import-django, settings, environment, application
