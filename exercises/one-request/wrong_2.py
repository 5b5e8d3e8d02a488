told = []


def around(application):
    async def wrapped(scope, receive, send):
        wrapped.path = scope["path"]
        await application(scope, receive, send)
        told.append(wrapped.path)

    return wrapped
