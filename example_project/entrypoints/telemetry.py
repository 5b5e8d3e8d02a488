"""
ASGI config for puddle project, with OpenTelemetry around the application.

It exposes the ASGI callable as a module-level variable named ``application``.

For more information on this file, see
https://docs.djangoproject.com/en/5.2/howto/deployment/asgi/
"""

import os

from django.core.asgi import get_asgi_application
from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'puddle.settings')

# Printed at once, to see that it works; in production BatchSpanProcessor, with what sends.
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter()))

# Outermost, and under the name that the server loads; one span a request, not one an event.
application = OpenTelemetryMiddleware(
    get_asgi_application(), exclude_spans=['receive', 'send'], tracer_provider=provider
)
