"""What the reader's code prints: sent to the page in pieces, in order, and only so much of it."""

import io
import time
from collections.abc import Callable
from typing import Any

from lab_runtime import switching
from lab_runtime.stops import TooMuchOutput

LINES = 2_000
CHARACTERS = 200_000
EVERY = 0.03  # Seconds between two pieces: a page that is drawn more often only gets slower.


class Screen:
    """Collects the output of one block and sends it on."""

    def __init__(self) -> None:
        self.say: Callable[[dict[str, Any]], None] = lambda message: None
        self.pieces: list[tuple[str, str]] = []
        self.sent = 0.0
        self.begin(lambda message: None)
        switching.now.before_sleep = self.flush

    def begin(self, say: Callable[[dict[str, Any]], None]) -> None:
        """A new block begins, whose messages go to ``say``."""
        self.say, self.kept = say, []
        self.lines = self.characters = 0

    def echo(self, text: str) -> None:
        """Show the source that is about to run."""
        self.flush()
        self.say({"type": "echo", "text": text})

    def write(self, stream: str, text: str) -> None:
        """Print ``text``; stop the code that prints more than a page can show."""
        if stream == "stdout":
            self.kept.append(text)
        self.lines += text.count("\n")
        self.characters += len(text)
        if self.lines <= LINES and self.characters <= CHARACTERS:
            self.pieces.append((stream, text))
            if text.endswith("\n") and time.monotonic() - self.sent > EVERY:
                self.flush()
            return
        self.flush()
        limit = f"{LINES:,} lines" if self.lines > LINES else f"{CHARACTERS // 1000} kB"
        raise TooMuchOutput(f"The output is longer than {limit}; the lab stopped the code there.")

    def show(self, text: str) -> None:
        """Print what the lab itself has to say, however much was printed before."""
        self.pieces.append(("stderr", text))

    def taken(self) -> str:
        """Return what was printed to stdout since the last time."""
        text = "".join(self.kept)
        self.kept.clear()
        return text

    def flush(self) -> None:
        """Send what was printed, neighbours of one stream together."""
        pieces, self.pieces, self.sent = self.pieces, [], time.monotonic()
        while pieces:
            stream = pieces[0][0]
            length = next((n for n, piece in enumerate(pieces) if piece[0] != stream), len(pieces))
            text = "".join(text for _, text in pieces[:length])
            self.say({"type": "output", "text": text, "stream": stream})
            del pieces[:length]


class _Bytes(io.RawIOBase):
    """The ``buffer`` of a stream."""

    def __init__(self, stream: "Stream") -> None:
        self.stream = stream

    def writable(self) -> bool:
        """Bytes can be written."""
        return True

    def write(self, data: Any) -> int:
        """Print the bytes as the text that they are."""
        self.stream.write(bytes(data).decode(errors="replace"))
        return len(data)


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr``: one for all blocks, because handlers of logs keep it."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, screen: Screen, name: str) -> None:
        self.screen = screen
        self.name = name
        self.buffer = _Bytes(self)

    def writable(self) -> bool:
        """Text can be written."""
        return True

    def write(self, text: str) -> int:
        """Print ``text``."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.screen.write(self.name, text)
        return len(text)

    def flush(self) -> None:
        """Have the page show it now."""
        self.screen.flush()
