"""The name under which Django knows the shore."""

from django.apps import AppConfig


class ShoreConfig(AppConfig):
    """Registers the shore, where people meet at the pond: its models and its templates."""

    name = "shore"
