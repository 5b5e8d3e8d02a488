def around(application):
    async def wrapped(scope, receive, send):
        if scope["type"] != "lifespan":
            await application(scope, receive, send)
            return

    return wrapped
