"""Views that report where they run, sync and async: the protocol, the thread, the event loop."""

import asyncio
import platform
import threading

import django
from django.http import HttpRequest, JsonResponse


def protocol(request: HttpRequest) -> str:
    """Return ``asgi`` or ``wsgi``: Django keeps the scope on the requests of ASGI only."""
    return "asgi" if hasattr(request, "scope") else "wsgi"


def loop_is_running() -> bool:
    """Return whether an event loop runs in this thread at this moment."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def report(request: HttpRequest) -> dict[str, str | bool]:
    """Return what is known here about the caller's place."""
    thread = threading.current_thread()
    return {
        "protocol": protocol(request),
        "thread": thread.name,
        "main_thread": thread is threading.main_thread(),
        "event_loop": loop_is_running(),
        "python": platform.python_version(),
        "django": django.get_version(),
    }


def whoami(request: HttpRequest) -> JsonResponse:
    """Report where a sync view runs."""
    return JsonResponse(report(request))


async def whoami_async(request: HttpRequest) -> JsonResponse:
    """Report where an async view runs."""
    return JsonResponse(report(request))
