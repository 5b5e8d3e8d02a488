import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings")
django_app = get_asgi_application()

from nest.tools import mcp

application = mcp.streamable_http_app()
application.mount("/", app=django_app)

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, settings, application, import-project, second-application,
#   mount
