import os

from django.core.asgi import get_asgi_application
from fastapi import FastAPI

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings")
django_app = get_asgi_application()

from nest.tools import mcp

tools = mcp.streamable_http_app()
application = FastAPI()
application.mount("/mcp", tools)
application.mount("/", django_app)

# file: pool/asgi.py
# findings: 13 lifespan-not-forwarded
# kinds: import-os, import-django, import-second-application, settings, application,
#   import-project, second-application, second-application, mount, mount
