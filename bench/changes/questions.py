"""The questions to one Django: run as a program, it prints the answers of the Django it finds.

It imports nothing of this repository, because it runs beside Django and what Django needs, alone.
"""

import ast
import asyncio
import inspect
import json
import sys
import tempfile
import threading
import warnings
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.views import View
from django.views.decorators.csrf import csrf_exempt

# A project in one file -----------------------------------------------------------

SETTINGS: dict[str, Any] = {
    "ALLOWED_HOSTS": ["*"],
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    "INSTALLED_APPS": ["django.contrib.contenttypes", "django.contrib.auth"],
    "LOGGING_CONFIG": None,
    "ROOT_URLCONF": __name__,
    "SECRET_KEY": "none",
    "USE_TZ": True,
}
EVENTS: list[str] = []
BOTH_HERE = threading.Barrier(2)


def plain(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("plain")


async def asynchronous(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("async")


class OfAClass(View):
    async def get(self, _request: HttpRequest) -> HttpResponse:
        return HttpResponse("async")


def together(_request: HttpRequest) -> HttpResponse:
    with suppress(threading.BrokenBarrierError):
        BOTH_HERE.wait(timeout=1)
        return HttpResponse("together")
    return HttpResponse("alone")


def cookies(request: HttpRequest) -> HttpResponse:
    return HttpResponse(", ".join(f"{name} is {value}" for name, value in request.COOKIES.items()))


def header(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.headers.get("X-Stone", "not there"))


async def patient(_request: HttpRequest) -> HttpResponse:
    try:
        await asyncio.sleep(0.2)
    except asyncio.CancelledError:
        EVENTS.append("cancelled")
        raise
    EVENTS.append("runs to its end")
    return HttpResponse("late")


def pieces() -> Iterator[str]:
    for number in "12":
        EVENTS.append("made")
        yield number


async def async_pieces() -> AsyncIterator[str]:
    for piece in pieces():
        yield piece


urlpatterns = [
    path("plain/", plain),
    path("async/", asynchronous),
    path("exempt/", csrf_exempt(asynchronous)),
    path("class/", OfAClass.as_view()),
    path("together/", together),
    path("cookies/", cookies),
    path("header/", header),
    path("patient/", patient),
    path("pieces/", lambda _request: StreamingHttpResponse(pieces())),
    path("async-pieces/", lambda _request: StreamingHttpResponse(async_pieces())),
]

# How it is asked -----------------------------------------------------------------


async def answer(
    where: str, headers: Sequence[tuple[bytes, bytes]] = (), leaves: bool = False
) -> tuple[int, str]:
    """Call the application as a server does; return the status, 0 for none, and the body."""
    events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    events.put_nowait({"type": "http.request", "body": b""})
    if leaves:
        asyncio.get_running_loop().call_later(0.1, events.put_nowait, {"type": "http.disconnect"})
    sent: list[Mapping[str, Any]] = []

    async def send(event: Mapping[str, Any]) -> None:
        sent.append(event)
        if event.get("body"):
            EVENTS.append("sent")

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "path": where, "query_string": b"", "headers": [(b"host", b"localhost"), *headers],
    }  # fmt: skip
    await get_asgi_application()(scope, events.get, send)
    body = b"".join(event.get("body", b"") for event in sent)
    return (sent[0]["status"] if sent else 0), body.decode()


def asked(where: str, headers: Sequence[tuple[bytes, bytes]] = ()) -> str:
    """Return the status and, where it is 200, the body."""
    status, body = asyncio.run(answer(where, headers))
    return f"{status} {body}" if status == 200 else str(status)


def order(where: str) -> str:
    """Return in which order pieces are made and sent."""
    EVENTS.clear()
    status, _body = asyncio.run(answer(where))
    return ", ".join(EVENTS) if status == 200 else str(status)


def refused(kind: str) -> str:
    """Call the application with a scope of another type."""
    asyncio.run(get_asgi_application()({"type": kind}, None, None))  # type: ignore[arg-type]
    return "accepted"


def written(file: str) -> str:
    """Return a file as startproject writes it."""
    with tempfile.TemporaryDirectory() as folder:
        call_command("startproject", "puddle", folder)
        return Path(folder, "puddle", file).read_text(encoding="utf-8")


def has(thing: object, *names: str) -> str:
    """Return those of the names that ``thing`` has."""
    return ", ".join(name for name in names if hasattr(thing, name)) or "none"


# The questions -------------------------------------------------------------------


def asgi_py() -> str:
    """The statements that ``startproject`` writes into ``asgi.py``, below the docstring"""
    _docstring, *statements = ast.parse(written("asgi.py")).body
    return "; ".join(map(ast.unparse, statements))


def asgi_setting() -> str:
    """Whether ``settings.py``, as ``startproject`` writes it, names ``ASGI_APPLICATION``"""
    return "yes" if "ASGI_APPLICATION" in written("settings.py") else "no"


def websocket() -> str:
    """A scope of type ``websocket``"""
    return refused("websocket")


def lifespan() -> str:
    """A scope of type ``lifespan``"""
    return refused("lifespan")


def plain_view() -> str:
    """A plain view, under ASGI"""
    return asked("/plain/")


def plain_views_together() -> str:
    """Two plain views, each waiting for the other, under ASGI"""

    async def both() -> str:
        one, other = await asyncio.gather(answer("/together/"), answer("/together/"))
        return f"{one[1]} and {other[1]}"

    return asyncio.run(both())


def async_view() -> str:
    """An ``async`` view, under ASGI"""
    return asked("/async/")


def async_view_under_wsgi() -> str:
    """An ``async`` view, under WSGI"""
    environ: dict[str, Any] = {"PATH_INFO": "/async/"}
    setup_testing_defaults(environ)
    status: list[str] = []

    def start_response(line: str, *_headers: Any) -> Any:
        status.append(line)

    body = get_wsgi_application()(environ, start_response)
    return f"{status[0][:3]} {b''.join(body).decode()}"


def decorated_async_view() -> str:
    """An ``async`` view below ``csrf_exempt``"""
    return asked("/exempt/")


def async_method() -> str:
    """A class-based view whose ``get`` is ``async``"""
    return asked("/class/")


def plain_generator() -> str:
    """Two pieces of a plain generator, streamed under ASGI"""
    return order("/pieces/")


def async_generator() -> str:
    """Two pieces of an ``async`` generator, streamed under ASGI"""
    return order("/async-pieces/")


def client_leaves() -> str:
    """An ``async`` view whose client leaves"""
    EVENTS.clear()
    asyncio.run(answer("/patient/", leaves=True))
    return EVENTS[0]


def two_cookie_headers() -> str:
    """Two headers ``Cookie``, ``a=1`` and ``b=2``, as HTTP/2 sends them"""
    return asked("/cookies/", headers=[(b"cookie", b"a=1"), (b"cookie", b"b=2")])


def underscore_header() -> str:
    """A header ``X_Stone: forged``, looked up as ``X-Stone``"""
    return asked("/header/", headers=[(b"x_stone", b"forged")])


def remote_user_header() -> str:
    """Where a ``RemoteUserMiddleware`` with ``header = "HTTP_AUTHUSER"`` looks, under ASGI"""
    from django.contrib.auth.middleware import RemoteUserMiddleware
    from django.contrib.auth.models import AnonymousUser

    class OfAuthUser(RemoteUserMiddleware):
        header = "HTTP_AUTHUSER"

    class Watched(dict[str, Any]):
        def __missing__(self, name: str) -> Any:
            EVENTS.append(name)
            raise KeyError(name)

    async def nobody() -> AnonymousUser:
        return AnonymousUser()

    EVENTS.clear()
    request = HttpRequest()
    request.META, request.user, request.auser = Watched(), AnonymousUser(), nobody
    asyncio.run(OfAuthUser(asynchronous)(request))  # type: ignore[arg-type]
    return ", ".join(EVENTS)


def orm_in_a_coroutine() -> str:
    """A query without ``await``, in a coroutine"""
    from django.contrib.auth.models import User

    async def count() -> str:
        return str(User.objects.count())

    return asyncio.run(count())


def middleware() -> str:
    """Of ``django.utils.decorators``: ``async_only_middleware``, ``sync_and_async_middleware``"""
    import django.utils.decorators

    return has(django.utils.decorators, "async_only_middleware", "sync_and_async_middleware")


def shortcuts() -> str:
    """Of ``django.shortcuts``: ``aget_object_or_404``, ``aget_list_or_404``"""
    import django.shortcuts

    return has(django.shortcuts, "aget_object_or_404", "aget_list_or_404")


def queryset() -> str:
    """Of a queryset: ``aget``, ``acount``, ``async for``"""
    from django.db.models import QuerySet

    return has(QuerySet, "aget", "acount", "__aiter__")


def model() -> str:
    """Of a model: ``asave``, ``adelete``, ``arefresh_from_db``"""
    from django.db.models import Model

    return has(Model, "asave", "adelete", "arefresh_from_db")


def atomic() -> str:
    """Of a transaction: ``async with``"""
    from django.db.transaction import Atomic

    return has(Atomic, "__aenter__")


def cache() -> str:
    """Of the cache: ``aget``, ``aset``"""
    from django.core.cache.backends.base import BaseCache

    return has(BaseCache, "aget", "aset")


def sessions() -> str:
    """Of a session: ``aget``, ``aset``"""
    from django.contrib.sessions.backends.base import SessionBase

    return has(SessionBase, "aget", "aset")


def signals() -> str:
    """Of a signal: ``asend``, ``asend_robust``"""
    from django.dispatch import Signal

    return has(Signal, "asend", "asend_robust")


def auth() -> str:
    """Of ``django.contrib.auth``: ``aauthenticate``, ``alogin``, ``alogout``"""
    import django.contrib.auth

    return has(django.contrib.auth, "aauthenticate", "alogin", "alogout")


def permissions() -> str:
    """Of a user: ``ahas_perm``, ``aget_all_permissions``"""
    from django.contrib.auth.models import User

    return has(User, "ahas_perm", "aget_all_permissions")


def login_required() -> str:
    """What ``login_required`` makes of an ``async`` view"""
    from django.contrib.auth.decorators import login_required

    view = login_required(asynchronous)
    return "a coroutine function" if inspect.iscoroutinefunction(view) else "a plain function"


def paginator() -> str:
    """Of ``django.core.paginator``: ``AsyncPaginator``"""
    import django.core.paginator

    return has(django.core.paginator, "AsyncPaginator")


def test_client() -> str:
    """Of ``django.test``: ``AsyncClient``"""
    import django.test

    return has(django.test, "AsyncClient")


def tasks() -> str:
    """The default backend of ``django.tasks``"""
    try:
        from django.tasks import task_backends
    except ImportError:
        return "none"
    return type(task_backends["default"]).__name__


QUESTIONS = [
    asgi_py, asgi_setting, websocket, lifespan,
    plain_view, plain_views_together, async_view, async_view_under_wsgi, decorated_async_view,
    async_method, login_required, plain_generator, async_generator, client_leaves,
    two_cookie_headers, underscore_header, remote_user_header,
    orm_in_a_coroutine, middleware, shortcuts, queryset, model, atomic, cache, sessions, signals,
    auth, permissions, paginator, test_client, tasks,
]  # fmt: skip


def answers() -> dict[str, str]:
    """Return what this Django answers to each question, or the last line of its error."""
    settings.configure(**SETTINGS)
    django.setup()
    warnings.simplefilter("ignore")
    found = {}
    for question in QUESTIONS:
        try:
            found[question.__name__.replace("_", "-")] = question()
        except Exception as error:
            found[question.__name__.replace("_", "-")] = f"{type(error).__name__}: {error}"
    return found


if __name__ == "__main__":
    json.dump({"django": django.__version__, "answers": answers()}, sys.stdout)
