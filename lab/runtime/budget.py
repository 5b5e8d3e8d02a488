"""Ends code that turns and turns, and says where.

Pyodide looks into an "interrupt buffer" every few hundred instructions of Python. Ours is an object
whose content is computed (lab/src/interpreter.js): twenty times a second it says that Ctrl-C was
pressed, and Python calls `_sample` below with the frame that runs. That costs next to nothing,
where `sys.monitoring` makes a short loop three times as slow, and it sees Django's loops as well.
Code that catches the end is ended once more, and then for good.
"""

import signal
import time
from collections.abc import Callable
from types import FrameType

from lab_runtime import switching
from lab_runtime.stops import Loop, fired
from lab_runtime.tracebacks import OWN

TIGHT = 0.75  # Seconds, where only the reader's own code runs, or an event loop with nothing else.
LEAST = 10  # Samples, a twentieth of a second apart: a busy machine, or a child, is no loop.
ANY = 10.0  # Seconds, where Django or another library is at work, on a machine as fast as ours.
START = 0.4  # Seconds that `begin.start` takes there.
AGAIN = 0.4  # Seconds that code may go on catching what should end it.
NEUTRAL = (*OWN, "/lab/", "/lib/python3.14/asyncio/")


class Budget:
    """Watches one statement after the other."""

    def __init__(self, arm: Callable[[bool], None]) -> None:
        self.arm = arm
        self.give_up: Callable[[], None] = lambda: None
        self.lines: dict[str, int] = {}  # Of each source, how many lines of its block are above.
        self.running = False
        self.any = ANY
        signal.signal(signal.SIGINT, self._sample)

    def began_in(self, seconds: float) -> None:
        """Give a slower machine, known by how long its Python took to start, more time."""
        self.any = ANY * max(1.0, seconds / START)

    def begin(self) -> None:
        """A statement begins."""
        self.samples = self.own = 0
        self.ended: float | None = None
        self.began, self.slept = time.monotonic(), switching.now.slept
        self.running = True
        self.arm(True)

    def end(self) -> None:
        """The statement has ended; what is formatted and compared now is not counted."""
        self.running = False
        self.arm(False)

    def _sample(self, _: int, frame: FrameType | None) -> None:
        if not self.running or frame is None:
            return
        self.samples += 1
        self.own += frame.f_code.co_filename.startswith(NEUTRAL)
        spent = time.monotonic() - self.began - (switching.now.slept - self.slept)
        tight = self.samples >= LEAST and self.own > 0.8 * self.samples
        if spent < (TIGHT if tight else self.any):
            return
        if self.ended is None:
            self.ended = spent
        elif spent > self.ended + AGAIN and fired():
            self.give_up()
        raise Loop(*self._explained(frame, spent))

    def _explained(self, frame: FrameType, spent: float) -> tuple[str, int | None]:
        line = self._line(frame)
        where = f" in line {line}" if line else ""
        return (
            f"After {spent:.1f} seconds no end was in sight, so the lab stopped the code{where}. "
            "In a terminal, Ctrl-C does that."
        ), line

    def _line(self, frame: FrameType | None) -> int | None:
        """Return the line of the block that runs, or that called what runs."""
        while frame is not None:
            if frame.f_code.co_filename in self.lines:
                return self.lines[frame.f_code.co_filename] + frame.f_lineno
            frame = frame.f_back
        return None
