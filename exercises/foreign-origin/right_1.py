async def application(scope, receive, send):
    await receive()
    if (b"origin", b"https://pond.example") not in scope["headers"]:
        await send({"type": "websocket.close", "code": 4403})
        return
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        pass
