def around(application):
    async def wrapped(scope, receive, send):
        await application(scope, receive, send)

    return wrapped
