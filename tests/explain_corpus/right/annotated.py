from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.core.asgi import get_asgi_application

if TYPE_CHECKING:
    from asgiref.typing import ASGIApplication
    from pool.models import Lane

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

application: ASGIApplication = get_asgi_application()
lanes: list[Lane] = []

# file: pool/asgi.py
# findings: none
# kinds: import-future, import-os, import-standard, import-django, type-checking, import-adapter,
#   import-project, settings, application, value
