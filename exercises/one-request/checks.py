import asyncio

from by_hand.server import http_scope


async def waiting(scope, receive, send):
    await asyncio.sleep(0)


async def both(application):
    await asyncio.gather(*(application(http_scope(path), None, None) for path in ("/a/", "/b/")))


def check_two_at_once(it):
    """Of two requests under way at once, each is told its own path."""
    run(both(it.around(waiting)))
    assert it.told == ["/a/", "/b/"], f"They were told {it.told}."
