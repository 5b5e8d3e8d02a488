"""Database connections where no request of Django's begins or ends, as beside Django."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asgiref.sync import sync_to_async
from django.db import close_old_connections


@asynccontextmanager
async def connection() -> AsyncIterator[None]:
    """Close what is old, or broken, before the ORM is asked and after: as Django does itself."""
    await sync_to_async(close_old_connections)()
    try:
        yield
    finally:
        await sync_to_async(close_old_connections)()
