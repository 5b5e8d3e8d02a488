async def application(scope, receive, send):
    await send({"type": "http.response.body", "body": b"Splash!"})
