from by_hand.server import http_scope

heard = []


async def inside(scope, receive, send):
    heard.append(scope["type"])


def ask(it, scope):
    heard.clear()
    it.counted.clear()
    run(it.around(inside)(scope, None, None))
    return heard


def check_websocket(it):
    """A WebSocket is handed on, and not counted, while a request is."""
    socket = {"type": "websocket", "path": "/ws/"}
    assert ask(it, socket) == ["websocket"], "The WebSocket did not reach the application."
    assert it.counted == [], f"Counted was {it.counted}."
    assert ask(it, http_scope("/now/")) == ["http"], "The request did not reach the application."
    assert it.counted == ["/now/"], f"Counted was {it.counted}."


def check_lifespan(it):
    """Lifespan, which has no path, is handed on."""
    assert ask(it, {"type": "lifespan"}) == ["lifespan"], "Lifespan did not reach the application."
