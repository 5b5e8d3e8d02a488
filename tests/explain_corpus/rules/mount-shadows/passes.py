import os

from django.core.asgi import get_asgi_application
from fastapi import FastAPI

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

django_application = get_asgi_application()
application = FastAPI()


@application.get("/hello")
async def hello():
    return {"hello": "pond"}


application.mount("/", django_application)

# file: puddle/asgi.py
# findings: none
# kinds: import-os, import-django, import-second-application, settings, application,
#   second-application, function, mount
