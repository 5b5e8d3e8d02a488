import os

from django.core.asgi import get_asgi_application
from starlette.applications import Starlette
from starlette.routing import Mount

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kiln.settings")
django_asgi = get_asgi_application()

from kiln.mcp import mcp  # noqa: E402

mcp_app = mcp.http_app(path="/")

application = Starlette(
    routes=[Mount("/mcp", app=mcp_app), Mount("/", app=django_asgi)],
    lifespan=mcp_app.lifespan,
)

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, import-second-application, import-second-application, settings,
#   application, import-project, second-application, second-application
