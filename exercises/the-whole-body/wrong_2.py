async def body_of(receive):
    body, more = b"", True
    while more:
        event = await receive()
        body = event.get("body", b"")
        more = event.get("more_body", False)
    return body
