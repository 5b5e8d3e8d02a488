"""
ASGI config for puddle project, with several extensions at once.

It exposes the ASGI callable as a module-level variable named ``application``.

For more information on this file, see
https://docs.djangoproject.com/en/5.2/howto/deployment/asgi/
"""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

from entrypoints.ids import identified
from entrypoints.limit import limited

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'puddle.settings')

django_application = get_asgi_application()

# These lead to models, which exist only after the call above.
from pond.routing import websocket_urlpatterns  # noqa: E402

from entrypoints.helpers import helpers  # noqa: E402
from entrypoints.sharing import sharing  # noqa: E402

# One kind of connection each: the limit is about HTTP, the origin about WebSockets.
router = ProtocolTypeRouter({
    'http': limited(django_application, most=8),
    'websocket': AllowedHostsOriginValidator(
        AuthMiddlewareStack(URLRouter(websocket_urlpatterns))
    ),
})

# Around all: lifespan, which the router has no application for, and outermost the id.
application = identified(sharing(router, helpers))
