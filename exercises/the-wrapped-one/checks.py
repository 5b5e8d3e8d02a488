from by_hand.server import http_scope, serve


def check_wrapped(it):
    """What a server calls answers, and says how long it took, in a header."""
    start, *_ = run(serve(it.application, http_scope("/now/")))
    assert start["status"] == 200, f"The answer is a {start['status']}."
    assert b"server-timing" in dict(start["headers"]), "There is no header server-timing."
