import os
from channels.routing import ProtocolTypeRouter, URLRouter
<<<<<<< HEAD
from notices import routing

=======
>>>>>>> 4c2d1b0
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
application = get_asgi_application()

# file: pool/asgi.py
# findings: 3 merge-conflict
