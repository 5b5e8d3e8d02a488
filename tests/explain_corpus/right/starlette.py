import os
from contextlib import asynccontextmanager

from django.core.asgi import get_asgi_application
from starlette.applications import Starlette
from starlette.routing import Mount

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
django_application = get_asgi_application()

from pool.tools import server  # noqa: E402


@asynccontextmanager
async def lifespan(app):
    async with server.session_manager.run():
        yield


application = Starlette(
    routes=[
        Mount("/mcp", app=server.streamable_http_app()),
        Mount("/", app=django_application),
    ],
    lifespan=lifespan,
)

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-standard, import-django, import-second-application,
#   import-second-application, settings, application, import-project, lifespan, second-application
