"""
ASGI config for pool project.

It exposes the ASGI callable as a module-level variable named ``application``.

For more information on this file, see
https://docs.djangoproject.com/en/3.0/howto/deployment/asgi/
"""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'pool.settings')

application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: docstring, import-os, import-django, settings, application
