import asyncio
import time


async def view(log, name):
    log.append(f"{name} begins")
    await asyncio.to_thread(time.sleep, 0.01)
    log.append(f"{name} ends")
