"""
ASGI config for puddle project, with a resource that all requests share.

It exposes the ASGI callable as a module-level variable named ``application``.

For more information on this file, see
https://docs.djangoproject.com/en/5.2/howto/deployment/asgi/
"""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'puddle.settings')

django_application = get_asgi_application()

from entrypoints.helpers import helpers  # noqa: E402
from entrypoints.sharing import sharing  # noqa: E402

application = sharing(django_application, helpers)
