import os

from django.core.asgi import get_asgi_application
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")


async def hello(request):
    return PlainTextResponse("hello")


application = Starlette(routes=[
    Mount("/", app=get_asgi_application()),
    Route("/hello", hello),
])

# file: puddle/asgi.py
# findings: 16 mount-shadows
# kinds: import-os, import-django, import-second-application, import-second-application,
#   import-second-application, settings, function, second-application
