# -*- coding: utf-8 -*-
import os, sys
from django.core.asgi import get_asgi_application
path = os.path.dirname(os.path.abspath(__file__))
if path not in sys.path:
	sys.path.insert(0, path)	# so that „pool“ is found
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-standard, import-django, value, condition, path, settings, application
