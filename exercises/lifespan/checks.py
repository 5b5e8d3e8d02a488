from by_hand.server import http_scope, serve


async def inside(scope, receive, send):
    assert scope["type"] == "http", f"The {scope['type']} was handed on to Django, which refuses it."
    await send({"type": "http.response.start", "status": 204, "headers": []})


def check_both_ends(it):
    """Start and stop are both answered, and a request is handed on."""
    asked = {"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}
    application = it.around(inside)
    sent = run(serve(application, {"type": "lifespan"}, *asked))
    said = [event["type"] for event in sent]
    wanted = ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert said == wanted, f"It sent {said}."
    sent = run(serve(application, http_scope("/")))
    assert [event.get("status") for event in sent] == [204], "A request was not handed on."
