import os

from channels.asgi import get_channel_layer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pool.settings")
channel_layer = get_channel_layer()

# file: pool/asgi.py
# findings: 3 legacy-channels
# kinds: import-os, import-channels, settings, value
