import os

import sentry_sdk
from django.core.asgi import get_asgi_application
from sentry_sdk.integrations.asgi import SentryAsgiMiddleware

sentry_sdk.init(dsn=os.environ.get("SENTRY_DSN"), traces_sample_rate=0.1)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

application = SentryAsgiMiddleware(get_asgi_application())

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-telemetry, import-django, import-telemetry, telemetry, settings,
#   telemetry
