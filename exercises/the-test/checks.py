def answering(status, *pieces):
    async def application(scope, receive, send):
        await send({"type": "http.response.start", "status": status, "headers": []})
        for at, body in enumerate(pieces, 1):
            more = at < len(pieces)
            await send({"type": "http.response.body", "body": body, "more_body": more})

    return application


def passes(it, status, *pieces):
    try:
        run(it.test(answering(status, *pieces)))
    except AssertionError:
        return False
    return True


def right_passes(it):
    assert passes(it, 200, b"Splash!"), "It fails an application that is right."
    whole = passes(it, 200, b"Spl", b"ash!")
    assert whole, "It fails an application that sends the right body in two pieces."


def check_status(it):
    """The test fails for a 500 that has the right body, and passes what is right."""
    assert not passes(it, 500, b"Splash!"), "It passes an application that answers 500."
    right_passes(it)


def check_body(it):
    """The test fails for a body that is cut short, and passes what is right."""
    assert not passes(it, 200, b"Spl"), "It passes an application that answers Spl."
    right_passes(it)
