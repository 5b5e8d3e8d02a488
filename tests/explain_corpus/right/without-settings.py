# The settings are named outside, in the service file.
from django.core.asgi import get_asgi_application

application = get_asgi_application()

# file: pool/asgi.py
# findings: none
# kinds: import-django, application
