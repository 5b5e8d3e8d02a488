"""Who is logged in now: a socket and a stream stay open, and were told of their user once."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from channels.auth import get_user
from django.contrib.sessions.backends.base import SessionBase


async def user_now(session: SessionBase) -> Any:
    """Return the user of a session, which is read again; an anonymous one after a logout."""
    return await get_user({"session": session.__class__(session.session_key)})


async def while_logged_in(
    session: SessionBase, events: AsyncGenerator[str, None]
) -> AsyncGenerator[str, None]:
    """Hand on each event while the session is that of its first user, and end with it."""
    user = await user_now(session)
    async with aclosing(events):
        async for event in events:
            if await user_now(session) != user:
                return
            yield event
