import os
from pathlib import Path

from django.core.asgi import get_asgi_application
from dotenv import load_dotenv

load_dotenv(Path(__file__).resolve().parent.parent / ".env")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-standard, import-django, import-environment, environment, settings,
#   application
