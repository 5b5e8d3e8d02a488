import asyncio


async def view(log, name):
    log.append(f"{name} begins")
    asyncio.run(asyncio.sleep(0.01))
    log.append(f"{name} ends")
