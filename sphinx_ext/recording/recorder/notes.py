"""Notes the steps of a connection: an application's scope, its events and its end.

Part of the recorder, and runs in its process, or in the reader's browser.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from itertools import pairwise
from typing import Any

from sphinx_ext.recording.recorder.words import as_text, described

Json = dict[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]

CLIENT, SERVER, APPLICATION = "client", "server", "application"


class Notes:
    """The steps of a recording, from both threads; times count from ``opened``."""

    def __init__(self) -> None:
        self.steps: list[Json] = []
        self.opened = time.perf_counter()
        self.complaint = ""

    def open(self) -> None:
        """Count the time from now on."""
        self.opened = time.perf_counter()

    def add(self, way: tuple[str, str], label: str, detail: str = "", **more: Any) -> None:
        """Note that ``label`` goes from ``way[0]`` to ``way[1]`` now."""
        step = {"from": way[0], "to": way[1], "label": label, "detail": detail}
        self.steps.append({"at": time.perf_counter(), **step, **more})

    def finished(self) -> list[Json]:
        """Return the steps in order, with times in milliseconds and the events as text."""
        steps = sorted(self.steps, key=lambda step: step["at"])
        # A call of receive() that is answered at once is told by its answer alone.
        answered = [
            "receive" in one and one["receive"] == two.get("receive")
            for one, two in pairwise([*steps, {}])
        ]
        return [
            {
                **{key: step[key] for key in ("from", "to", "label", "detail")},
                "at": round((step["at"] - self.opened) * 1000, 3),
                "style": step.get("style", "event"),
                "running": step.get("running", 0),
                "event": as_text(step.get("event")),
            }
            for step, left_out in zip(steps, answered, strict=True)
            if not left_out
        ]


class Recorder:
    """An application around ``application`` that notes its scope, events and end."""

    def __init__(self, application: Any, notes: Notes) -> None:
        self.application = application
        self.notes = notes
        self.receives = 0
        self.raised: list[str] = []
        self.statuses: list[int] = []

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """Call the application with a ``receive`` and ``send`` that take notes."""
        about = " ".join(scope[key] for key in ("method", "path") if key in scope)
        label = f"scope {scope['type']}"
        self.notes.add((SERVER, APPLICATION), label, about, event=dict(scope), running=1)
        try:
            await self.application(scope, self.receiving(receive), self.sending(send))
        except asyncio.CancelledError:
            self.end("is cancelled")
            raise
        except BaseException as error:
            self.raised.append(type(error).__name__)
            self.end(f"raises {type(error).__name__}", str(error), style="error")
            raise
        self.end("returns")

    def end(self, label: str, detail: str = "", style: str = "quiet") -> None:
        """Note how the application ends."""
        self.notes.add((APPLICATION, SERVER), label, detail, style=style, running=-1)

    def receiving(self, receive: Receive) -> Receive:
        """Return ``receive`` with notes of its call, its answer and its cancellation."""

        async def noted() -> Event:
            self.receives += 1
            number = self.receives
            self.notes.add((APPLICATION, SERVER), "await receive()", style="quiet", receive=number)
            try:
                event = await receive()
            except asyncio.CancelledError:
                self.notes.add((APPLICATION, SERVER), "cancels receive()", style="quiet")
                raise
            self.notes.add((SERVER, APPLICATION), **described(event), receive=number)
            return event

        return noted

    def sending(self, send: Send) -> Send:
        """Return ``send`` with a note of each event."""

        async def noted(event: Event) -> None:
            self.notes.add((APPLICATION, SERVER), **described(event))
            self.statuses += [event["status"]] if "status" in event else []
            await send(event)

        return noted
