import os

from django.core.asgi import get_asgi_application

environment = os.getenv("DJANGO_ENV")
if environment == "production":
    module = "puddle.production"
elif environment == "test":
    module = "puddle.with_daphne"
else:
    module = "puddle.settings"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", module)

application = get_asgi_application()

# file: puddle/asgi.py
# findings: 6 environment-fails-open
# kinds: import-os, import-django, environment-read, condition, value, condition, value, value,
#   settings, application
