told = []


def around(application):
    async def wrapped(scope, receive, send):
        kept = {"path": scope["path"]}
        await application(scope, receive, send)
        told.append(kept["path"])

    return wrapped
