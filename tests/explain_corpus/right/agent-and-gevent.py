from gevent import monkey

monkey.patch_all()

import newrelic.agent

newrelic.agent.initialize("newrelic.ini")

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duo.settings")
application = newrelic.agent.ASGIApplicationWrapper(get_asgi_application())

# file: pool/asgi.py
# findings: none
# kinds: import-package, call, import-telemetry, telemetry, import-os, import-django, settings,
#   wrapper
