"""
ASGI config for puddle project, with an MCP endpoint beside Django.

It exposes the ASGI callable as a module-level variable named ``application``.

For more information on this file, see
https://docs.djangoproject.com/en/5.2/howto/deployment/asgi/
"""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'puddle.settings')

django_application = get_asgi_application()

# The tools lead to models, which exist only after the call above.
from entrypoints.tools import mcp_server  # noqa: E402

# Outermost, because its sessions begin and end with lifespan, which Django refuses.
application = mcp_server.streamable_http_app()
application.mount('/', django_application)  # type: ignore[arg-type]
