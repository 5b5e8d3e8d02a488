import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")
from puddle.wrapping import Wrapper  # noqa: E402


class Timed(Wrapper):
    async def __call__(self, scope, receive, send):
        self.kind = scope["type"]


application = Timed(get_asgi_application())

# file: puddle/asgi.py
# findings: none
# kinds: import-os, import-django, settings, import-project, application-by-hand, wrapper
