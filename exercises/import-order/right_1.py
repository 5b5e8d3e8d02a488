import os

import django

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'puddle.settings')
django.setup()

from django.core.asgi import get_asgi_application
from pond.models import Stone

application = get_asgi_application()
