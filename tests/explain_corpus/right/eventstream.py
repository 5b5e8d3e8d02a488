import os

import django_eventstream
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

application = ProtocolTypeRouter({
    "http": URLRouter([
        path("events/", AuthMiddlewareStack(URLRouter(django_eventstream.routing.urlpatterns))),
        re_path(r"", get_asgi_application()),
    ]),
})

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-package, import-channels, import-channels, import-django,
#   import-django, settings, router
