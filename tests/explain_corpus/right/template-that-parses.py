import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "{{ project_name }}.settings")

application = get_asgi_application()

# file: project_name/asgi.py
# findings: none
# kinds: import-os, import-django, settings, application
