import os

from channels.http import AsgiHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puddle.settings")

application = AsgiHandler()

# file: puddle/asgi.py
# findings: 3 legacy-channels
# kinds: import-os, import-channels, settings, application
