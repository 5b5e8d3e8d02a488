async def body_of(receive):
    event = await receive()
    return event["body"]
