import os

from django.core.asgi import get_asgi_application
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

django_app = get_asgi_application()

from pool.api import router  # noqa: E402

app = FastAPI(title="Pool")
app.add_middleware(CORSMiddleware, allow_origins=["https://pool.example"])
app.include_router(router, prefix="/api")


@app.get("/health")
async def health():
    return {"status": "ok"}


app.mount("/", django_app)

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, import-second-application, import-second-application, settings,
#   application, import-project, second-application, second-application, second-application,
#   function, mount
