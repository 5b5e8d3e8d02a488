import os
from django.core.asgi import get_asgi_application

import <your_app>.routing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
application = get_asgi_application()

# file: pool/asgi.py
# findings: 4 syntax-error
