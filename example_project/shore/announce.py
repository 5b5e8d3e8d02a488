"""Tells a group of the channel layer: sockets that listen, or streams that wait for a sign."""

from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction


def announce(group: str, event: dict[str, Any]) -> None:
    """Send `event` to `group` once the database has what it tells of.

    What was saved stays saved if the channel layer is away: Django logs that, and goes on.
    """

    def tell() -> None:
        async_to_sync(get_channel_layer().group_send)(group, event)

    transaction.on_commit(tell, robust=True)
