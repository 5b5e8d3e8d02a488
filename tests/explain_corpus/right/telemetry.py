import os

from django.core.asgi import get_asgi_application
from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
from opentelemetry.instrumentation.django import DjangoInstrumentor

from pool.telemetry import start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

start()
DjangoInstrumentor().instrument()

application = get_asgi_application()
application = OpenTelemetryMiddleware(application)

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-django, import-telemetry, import-telemetry, import-project, settings,
#   call, telemetry, application, telemetry
