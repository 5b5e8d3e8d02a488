def around(application):
    async def wrapped(scope, receive, send):
        events = []

        async def kept(event):
            events.append(event)

        await application(scope, receive, kept)
        events[0]["headers"].append((b"x-pond", b"calm"))
        for event in events:
            await send(event)

    return wrapped
