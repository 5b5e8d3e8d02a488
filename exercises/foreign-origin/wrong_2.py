async def application(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    origin = dict(scope["headers"]).get(b"origin", b"")
    if origin != b"https://pond.example":
        await send({"type": "websocket.close"})
