import os

print "loading", __file__

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()

# file: pool/wsgi.py
# findings: refused: python 2
