"""Settings for development with WebSockets: Daphne's runserver takes the place of Django's."""

from puddle.settings import *  # noqa: F403 - only what differs stands below.
from puddle.settings import INSTALLED_APPS as DJANGO_APPS

# First, because the first app that brings a command named runserver wins.
INSTALLED_APPS = ["daphne", *DJANGO_APPS]

# What Daphne's runserver serves; no other server reads it.
ASGI_APPLICATION = "entrypoints.websocket.application"
