import os

from django.core.wsgi import get_wsgi_application

<<<<<<< HEAD
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")
=======
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.production")
>>>>>>> production

application = get_wsgi_application()

# file: puddle/wsgi.py
# findings: 5 merge-conflict
# kinds:
