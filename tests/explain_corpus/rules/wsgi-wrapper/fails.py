import os

from django.core.asgi import get_asgi_application
from whitenoise import WhiteNoise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = WhiteNoise(get_asgi_application())

# file: puddle/asgi.py
# findings: 8 wsgi-wrapper
# kinds: import-os, import-django, import-static, settings, static
