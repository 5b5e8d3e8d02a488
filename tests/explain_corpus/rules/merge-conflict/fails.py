import os

from django.core.asgi import get_asgi_application

<<<<<<< HEAD
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")
=======
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.production")
>>>>>>> theirs

application = get_asgi_application()

# file: puddle/asgi.py
# findings: 5 merge-conflict
