import time


async def view(log, name):
    log.append(f"{name} begins")
    time.sleep(0.01)
    log.append(f"{name} ends")
