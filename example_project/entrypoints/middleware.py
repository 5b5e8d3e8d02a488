"""
ASGI config for puddle project, with middleware around the application.

It exposes the ASGI callable as a module-level variable named ``application``.

For more information on this file, see
https://docs.djangoproject.com/en/5.2/howto/deployment/asgi/
"""

import os

from django.core.asgi import get_asgi_application

from entrypoints.around import timed
from entrypoints.ids import identified
from entrypoints.limit import limited

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'puddle.settings')

django_application = get_asgi_application()

# Read from the right: Django, the limit, and outermost the id, so that a refusal has one too.
application = identified(timed(limited(django_application, most=8)))
