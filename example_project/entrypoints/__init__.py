"""``asgi.py`` as it grows in real projects: one module for each way, each served by its name."""
