"""The entry point of the pool; production unless something else is asked for."""

import os
import sys
from pathlib import Path

from django.core.asgi import get_asgi_application

# The apps stand in a folder of their own.
ROOT = Path(__file__).resolve(strict=True).parent.parent
sys.path.append(str(ROOT / "pool"))

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_asgi_application()

# file: config/asgi.py
# findings: none
# kinds: docstring, import-os, import-standard, import-standard, import-django, value, path,
#   settings, application
