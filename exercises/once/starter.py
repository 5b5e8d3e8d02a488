import os

from django.core.asgi import get_asgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'puddle.settings')


async def application(scope, receive, send):
    await get_asgi_application()(scope, receive, send)
