import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")

# Early, so that the apps are there before code that imports models.
django_asgi_app = get_asgi_application()

from lanes.consumers import LaneConsumer  # noqa: E402
from notices.consumers import NoticeConsumer  # noqa: E402

websocket_urlpatterns = [
    path("ws/lanes/<int:pk>/", LaneConsumer.as_asgi()),
    re_path(r"^ws/notices/$", NoticeConsumer.as_asgi()),
]

application = ProtocolTypeRouter({
    "http": django_asgi_app,
    "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
})

# file: pool/asgi.py
# findings: none
# kinds: import-os, import-channels, import-channels, import-channels, import-django,
#   import-django, settings, application, import-project, import-project, routes, router
