"""Settings for production: everything secret or particular to a host comes from the environment.

Use it with ``DJANGO_SETTINGS_MODULE=puddle.production``. A missing variable stops the start with
its name, because a default that is wrong in production is worse than no default.
"""

import os

from django.core.exceptions import ImproperlyConfigured

from puddle.settings import *  # noqa: F403 - production changes only what differs below.


def required(name: str, meaning: str) -> str:
    """Return the environment variable `name`, which stands for `meaning`.

    Raises ImproperlyConfigured, naming the variable, if it is missing or empty.
    """
    value = os.environ.get(name, "")
    if not value.strip(" ,"):
        raise ImproperlyConfigured(f"Set the environment variable {name} to {meaning}.")
    return value


# Signs sessions and tokens: whoever knows it can log in as anyone.
SECRET_KEY = required("SECRET_KEY", "at least 50 random characters, kept secret")

# The names this site answers to; a request for any other name is refused.
hosts = required("ALLOWED_HOSTS", "the host names of the site, separated by commas")
ALLOWED_HOSTS = hosts.replace(",", " ").split()

# The debug page shows settings and source code to whoever meets an error.
DEBUG = False

# Every request moves to HTTPS, and no cookie travels without it. Behind a proxy that ends TLS,
# the server says whom to believe about the scheme: uvicorn --forwarded-allow-ips.
SECURE_SSL_REDIRECT = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

# Here collectstatic gathers the static files of all apps, for nginx or WhiteNoise to serve.
STATIC_ROOT = BASE_DIR / "collected"  # noqa: F405

# Browsers remember for an hour to ask for HTTPS only. Make it a year (31536000) once every
# subdomain answers over HTTPS, because a browser does not forget sooner than it was told.
SECURE_HSTS_SECONDS = 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

# Without DEBUG, Django prints no errors. A service manager keeps what goes to stderr.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
