import os

from django.core.asgi import get_asgi_application
from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter()))

application = get_asgi_application()
application = OpenTelemetryMiddleware(application, tracer_provider=provider)

# file: puddle/asgi.py
# findings: none
# kinds: import-os, import-django, import-telemetry, import-telemetry, import-telemetry, settings,
#   telemetry, telemetry, application, telemetry
