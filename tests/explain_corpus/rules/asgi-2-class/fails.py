import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

django_application = get_asgi_application()


class Old:
    def __init__(self, scope):
        self.scope = scope

    async def __call__(self, receive, send):
        await django_application(self.scope, receive, send)


application = ProtocolTypeRouter({"http": Old})

# file: puddle/asgi.py
# findings: 19 asgi-2-class
# kinds: import-os, import-channels, import-django, settings, application, class, router
