"""
ASGI config for puddle project, with a second application beside Django.

It exposes the ASGI callable as a module-level variable named ``application``.

For more information on this file, see
https://docs.djangoproject.com/en/5.2/howto/deployment/asgi/
"""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'puddle.settings')

django_application = get_asgi_application()

# It asks for models, which exist only after the call above.
from entrypoints.api import api  # noqa: E402

# After the paths of its own: what FastAPI does not know is Django's.
api.mount('/', django_application)  # type: ignore[arg-type]
application = api
