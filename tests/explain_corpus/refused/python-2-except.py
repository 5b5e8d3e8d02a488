import os

try:
    import channels.asgi
except ImportError, error:
    raise RuntimeError("no channels")

# file: pool/asgi.py
# findings: refused: python 2
