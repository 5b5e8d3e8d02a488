import os

from django.core.asgi import get_asgi_application
{% if cookiecutter.use_channels == "y" -%}
from {{ cookiecutter.slug }}.routing import websocket_urlpatterns
{%- endif %}

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "{{ cookiecutter.slug }}.settings")

application = get_asgi_application()

# file: pool/asgi.py
# findings: refused: template
