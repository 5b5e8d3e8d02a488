async def application(scope, receive, send):
    await receive()
    origin = dict(scope["headers"]).get(b"origin", b"")
    if origin and origin != b"https://pond.example":
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
