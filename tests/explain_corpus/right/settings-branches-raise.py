import os

from django.core.asgi import get_asgi_application

env = os.getenv("DJANGO_ENV", "production")
if env == "production":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings.production")
elif env == "staging":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings.staging")
else:
    raise ValueError(env)

application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, environment-read, condition, settings, condition, settings,
#   raise, application
