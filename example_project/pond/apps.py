"""The name under which Django knows the pond."""

from django.apps import AppConfig


class PondConfig(AppConfig):
    """Registers the pond, its model and its templates."""

    name = "pond"
