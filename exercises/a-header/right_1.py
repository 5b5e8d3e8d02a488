class around:
    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        async def named(event):
            if event["type"] == "http.response.start":
                event.setdefault("headers", []).append((b"x-pond", b"calm"))
            await send(event)

        await self.application(scope, receive, named)
