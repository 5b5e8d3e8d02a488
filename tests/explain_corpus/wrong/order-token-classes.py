import os
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.middleware import BaseMiddleware
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.contrib.auth.models import AnonymousUser
from django.core.asgi import get_asgi_application
from rest_framework_simplejwt.tokens import AccessToken

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mail.settings")
django_asgi_app = get_asgi_application()

from letters.routing import websocket_urlpatterns


class JWTAuthMiddleware(BaseMiddleware):
    async def __call__(self, scope, receive, send):
        token = parse_qs(scope["query_string"].decode()).get("token")
        scope["user"] = await self.get_user(token) if token else AnonymousUser()
        return await super().__call__(scope, receive, send)

    @database_sync_to_async
    def get_user(self, token):
        return AccessToken(token[0])["user_id"]


application = ProtocolTypeRouter({
    "http": django_asgi_app,
    "websocket": JWTAuthMiddleware(URLRouter(websocket_urlpatterns)),
})

# file: pool/asgi.py
# findings: 8 import-above-setup, 10 import-above-setup
# kinds: import-os, import-standard, import-channels, import-channels, import-channels,
#   import-channels, import-django, import-django, import-package, settings, application,
#   import-project, application-by-hand, router
