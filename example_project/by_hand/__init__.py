"""Both halves of the ASGI protocol by hand: an application and a server, each in a few lines."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

# The four shapes of the protocol, as the specification names them.
Scope = dict[str, Any]
Event = Mapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
