from by_hand.server import http_scope

seen = []


async def stream(scope, receive, send):
    own = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 200, "headers": own})
    for body, more in [(b"one", True), (b"two", False)]:
        await send({"type": "http.response.body", "body": body, "more_body": more})
        seen.append(f"{body.decode()} sent")


async def client(event):
    seen.append(event.get("headers") or f"{event['body'].decode()} arrived")


def ask(it):
    seen.clear()
    run(it.around(stream)(http_scope("/"), None, client))
    return seen


def check_header(it):
    """The response has the header x-pond: calm, and those it had before."""
    headers = dict(next(one for one in ask(it) if isinstance(one, list)))
    assert headers.get(b"x-pond") == b"calm", f"The headers are {headers}."
    assert b"content-type" in headers, f"content-type is lost: the headers are {headers}."


def check_stream(it):
    """A stream has the header, and each piece arrives before the next is made."""
    happened = ask(it)
    headers = next(one for one in happened if isinstance(one, list))
    order = [one for one in happened if isinstance(one, str)]
    assert (b"x-pond", b"calm") in headers, "The stream begins without the header x-pond."
    wanted = ["one arrived", "one sent", "two arrived", "two sent"]
    assert order == wanted, f"The order is: {', '.join(order)}."
