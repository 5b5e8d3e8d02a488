import os

from django.core.asgi import get_asgi_application
from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

application = get_asgi_application()
OpenTelemetryMiddleware(application)

# file: pool/asgi.py
# findings: 9 wrapped-not-served
# kinds: import-os, import-django, import-telemetry, settings, application, telemetry
