def around(application):
    async def wrapped(scope, receive, send):
        if scope["type"] != "lifespan":
            await application(scope, receive, send)
            return
        while True:
            event = await receive()
            await send({"type": f"{event['type']}.complete"})

    return wrapped
