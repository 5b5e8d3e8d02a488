"""Middleware that gives each connection an id, for whoever follows one through the logs."""

import logging
from contextvars import ContextVar
from uuid import uuid4

from by_hand import Application, Event, Receive, Scope, Send

from entrypoints.around import with_header

# What runs for a request, in whatever thread, reads its id here.
request_id: ContextVar[str] = ContextVar("request_id", default="-")


def identified(application: Application) -> Application:
    """Give each connection an id: for the logs, and in a header of the response to a request."""

    async def around(scope: Scope, receive: Receive, send: Send) -> None:
        own = uuid4().hex
        request_id.set(own)

        async def send_with_id(event: Event) -> None:
            await send(with_header(event, b"x-request-id", own.encode()))

        await application(scope, receive, send_with_id)

    return around


class WithId(logging.Filter):
    """Adds ``request_id`` to each record, for the format of a handler: a dash beside requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Note the id, and let the record pass."""
        record.request_id = request_id.get()
        return True
