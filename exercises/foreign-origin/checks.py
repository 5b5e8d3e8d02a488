from by_hand.server import serve

OWN = b"https://pond.example"
EVENTS = {"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}


def said(it, *headers):
    scope = {"type": "websocket", "path": "/ws/", "headers": list(headers)}
    sent = run(serve(it.application, scope, *EVENTS))
    return [event["type"] for event in sent]


def check_foreign(it):
    """A page of another origin is refused before the socket opens, and our own is accepted."""
    foreign = said(it, (b"origin", b"https://evil.example"))
    assert foreign == ["websocket.close"], f"https://evil.example hears {foreign}."
    own = said(it, (b"origin", OWN))
    assert own == ["websocket.accept"], f"Our own page hears {own}."


def check_look_alike(it):
    """An origin that begins like ours is refused, too."""
    heard = said(it, (b"origin", OWN + b".evil.example"))
    assert heard == ["websocket.close"], f"https://pond.example.evil.example hears {heard}."


def check_none(it):
    """Whoever names no origin is refused."""
    heard = said(it)
    assert heard == ["websocket.close"], f"Without an origin one hears {heard}."
