"""Settings for the environment that ``DJANGO_ENV`` names; without a name it knows, nothing starts.

A settings module, for ``manage.py``, ``wsgi.py`` and ``asgi.py`` alike.
"""

import os

from django.core.exceptions import ImproperlyConfigured

name = os.environ.get("DJANGO_ENV", "")

if name == "production":
    from puddle.production import *  # noqa: F403 - chosen whole.
elif name == "development":
    from puddle.settings import *  # noqa: F403 - chosen whole.
else:
    raise ImproperlyConfigured(f"Set DJANGO_ENV to production or development, not to {name!r}.")
