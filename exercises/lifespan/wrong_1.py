def around(application):
    async def wrapped(scope, receive, send):
        if scope["type"] != "lifespan":
            await application(scope, receive, send)
            return
        await receive()
        await send({"type": "lifespan.startup.complete"})

    return wrapped
