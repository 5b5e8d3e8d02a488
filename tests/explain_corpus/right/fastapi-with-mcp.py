import os
from contextlib import asynccontextmanager

from django.core.asgi import get_asgi_application
from fastapi import FastAPI

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nest.settings")
django_app = get_asgi_application()

from nest.tools import mcp


@asynccontextmanager
async def running(app):
    async with mcp.session_manager.run():
        yield


application = FastAPI(lifespan=running)
application.mount("/mcp", mcp.streamable_http_app())
application.mount("/", django_app)

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-standard, import-django, import-second-application, settings,
#   application, import-project, function, second-application, mount, mount
