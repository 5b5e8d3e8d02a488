import os

from django.core.asgi import get_asgi_application
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.responses import PlainTextResponse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kiln.settings")


async def ping(request):
    return PlainTextResponse("pong")


application = Starlette(routes=[
    Mount("/", app=get_asgi_application()),
    Route("/ping", ping),
])

# file: pool/asgi.py
# findings: 16 mount-shadows
# kinds: import-os, import-django, import-second-application, import-second-application,
#   import-second-application, settings, function, second-application
