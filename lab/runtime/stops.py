"""Why the lab stops the reader's code, as exceptions that ``except Exception`` does not catch."""


class Stopped(BaseException):
    """Ends a block; ``why`` is one of the words that the page knows, ``text`` is for the reader."""

    why = ""
    text = ""

    def __init__(self, text: str = "", line: int | None = None) -> None:
        super().__init__(text or self.text)
        self.text = text or self.text
        self.line = line
        if _Fired.first is None:
            _Fired.first = self


class Stuck(Stopped):
    """Everything waits."""

    why = "waiting"
    text = (
        "Everything waits, and nothing is left that could end the wait. A server would go on "
        "waiting for its clients. If a thread waits here for another one, this needs threads that "
        "run side by side: a browser page has one."
    )


class Loop(Stopped):
    """A loop that turns and turns."""

    why = "loop"


class TooMuchOutput(Stopped):
    """More output than a page can show."""

    why = "output"


class NoInput(Stopped):
    """The code asks for a line of input."""

    why = "input"
    text = (
        "The code asks for input. There is no keyboard to read from here: write the answer into it."
    )


class _Fired:
    """The first stop of this block: it counts, even where the reader's code catches it."""

    first: Stopped | None = None


def forget() -> None:
    """A new block begins."""
    _Fired.first = None


def fired() -> Stopped | None:
    """Return what was to stop this block, if anything."""
    return _Fired.first


def stop_again() -> None:
    """Raise once more what was to stop this block, if anything."""
    if _Fired.first is not None:
        raise _Fired.first
