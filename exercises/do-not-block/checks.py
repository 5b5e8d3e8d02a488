import asyncio


async def both(it, log):
    await asyncio.gather(it.view(log, "first"), it.view(log, "second"))


def check_together(it):
    """Two of these views wait at the same time: both begin before one ends."""
    log = []
    run(both(it, log))
    assert sorted(log[:2]) == ["first begins", "second begins"], f"The order is: {', '.join(log)}."
    assert len(log) == 4, f"The order is: {', '.join(log)}."
