async def body_of(receive):
    body = b""
    while piece := (await receive()).get("body"):
        body += piece
    return body
