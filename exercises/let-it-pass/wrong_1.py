counted = []


def around(application):
    async def wrapped(scope, receive, send):
        if scope["type"] in ("http", "websocket"):
            counted.append(scope["path"])
            await application(scope, receive, send)

    return wrapped
