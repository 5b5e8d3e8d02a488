from by_hand.server import http_scope, serve


async def test(application):
    sent = await serve(application, http_scope("/"))
    assert b"".join(event.get("body", b"") for event in sent) == b"Splash!"
