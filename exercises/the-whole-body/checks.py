import asyncio


def ask(it, *events):
    waiting = list(events)

    async def receive():
        if not waiting:
            await asyncio.Event().wait()
        return {"type": "http.request", **waiting.pop(0)}

    return run(it.body_of(receive))


def check_pieces(it):
    """A body that comes in two pieces is returned whole."""
    body = ask(it, {"body": b"half ", "more_body": True}, {"body": b"a stone"})
    assert body == b"half a stone", f"It returned {body!r}."


def check_empty_piece(it):
    """A piece may be empty, or missing, and more may come after it."""
    body = ask(it, {"body": b"", "more_body": True}, {"more_body": True}, {"body": b"stone"})
    assert body == b"stone", f"It returned {body!r}."
