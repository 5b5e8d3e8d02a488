from by_hand.server import http_scope, serve


def events(it):
    return run(serve(it.application, http_scope("/")))


def check_start(it):
    """The first event begins a response, with the status 200."""
    sent = events(it)
    assert sent, "Nothing was sent."
    assert sent[0]["type"] == "http.response.start", f"The first event is {sent[0]['type']}."
    assert sent[0]["status"] == 200, f"The status is {sent[0]['status']}."


def check_body(it):
    """The second event is the body, the bytes of Splash!"""
    sent = events(it)
    assert len(sent) == 2, f"Events that were sent: {len(sent)}, where 2 were expected."
    assert sent[1].get("body") == b"Splash!", f"The body is {sent[1].get('body')!r}."
