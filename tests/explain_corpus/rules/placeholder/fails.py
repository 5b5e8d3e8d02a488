import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = get_asgi_application()

import your_app.routing  # noqa: E402

# file: puddle/asgi.py
# findings: 9 placeholder
# kinds: import-os, import-django, settings, application, import-project
