import os

from django.core.asgi import get_asgi_application
from starlette.applications import Starlette
from starlette.routing import Mount

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

django_application = get_asgi_application()

from entrypoints.tools import mcp_server  # noqa: E402

tools = mcp_server.streamable_http_app()
application = Starlette(
    routes=[
        Mount("/tools", app=tools),
        Mount("/", app=django_application),
    ],
)

# file: puddle/asgi.py
# findings: 16 lifespan-not-forwarded
# kinds: import-os, import-django, import-second-application, import-second-application, settings,
#   application, import-other, second-application, second-application
