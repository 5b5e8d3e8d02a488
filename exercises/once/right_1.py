import os

from django.core.asgi import get_asgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'puddle.settings')

inside = get_asgi_application()


async def application(scope, receive, send):
    await inside(scope, receive, send)
