def around(application):
    async def wrapped(scope, receive, send):
        async def named(event):
            if event["type"] == "http.response.start":
                event = {**event, "headers": [(b"x-pond", b"calm")]}
            await send(event)

        await application(scope, receive, named)

    return wrapped
