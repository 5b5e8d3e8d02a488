import os

from django.core.asgi import get_asgi_application
from fastapi import FastAPI

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
app = FastAPI()
app.mount("/", get_asgi_application())

from pool.api import router

app.include_router(router)

# file: pool/asgi.py
# findings: 8 mount-shadows
# kinds: import-os, import-django, import-second-application, settings, second-application, mount,
#   import-project, second-application
