"""The pond itself: the page, and the stones it shows and receives."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from pond.clocks import plain_text
from pond.consumers import announce
from pond.models import Stone
from pond.validation import LARGEST_ID, StoneForm, errors_of, stone_fields, whole_number
from pond.whoami import protocol

ON_THE_GROUND = 40
AT_MOST = 100


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the pond with its latest 40 stones, and the ways in which the page can hear of more."""
    latest = list(Stone.objects.order_by("-pk")[:ON_THE_GROUND])
    context = {
        "stones": [stone.as_json() for stone in reversed(latest)],
        "streams": protocol(request) == "asgi",
        "socket_path": socket_path(),
    }
    return render(request, "pond/index.html", context)


def socket_path() -> str:
    """Return the path of the WebSocket, without the slash in front; empty where none is served.

    Django cannot ask the application around it what it routes. But only an entry point that
    serves WebSockets imports their routes, and under any other a page that tried one would
    write a traceback into the server's log at each visit.
    """
    routing = sys.modules.get("pond.routing")
    return routing.SOCKET_PATH if routing else ""


@require_http_methods(["GET", "POST"])
def stones(request: HttpRequest) -> JsonResponse:
    """List stones (GET) or throw one (POST)."""
    return throw(request) if request.method == "POST" else listing(request)


def listing(request: HttpRequest) -> JsonResponse:
    """Return the stones with an id above ``?after=``, oldest first, at most 100.

    Answers ``{"stones": [...]}``, or 400 and ``{"errors": {"after": sentence}}``.
    """
    try:
        after = whole_number(request.GET.get("after", "0"), "after", LARGEST_ID)
    except ValueError as error:
        return JsonResponse({"errors": {"after": str(error)}}, status=400)
    found = Stone.objects.filter(pk__gt=after)[:AT_MOST]
    return JsonResponse({"stones": [stone.as_json() for stone in found]})


def throw(request: HttpRequest) -> JsonResponse:
    """Throw the stone that a JSON object or a form describes, and tell every open WebSocket.

    Answers 201 and the stone, or 400 and ``{"errors": {field: sentence}}``. Django's CSRF
    middleware has refused (403) whoever does not bring the token of this page.
    """
    try:
        form = StoneForm(stone_fields(request))
    except ValueError as error:
        return JsonResponse({"errors": {"body": str(error)}}, status=400)
    if not form.is_valid():
        return JsonResponse({"errors": errors_of(form)}, status=400)
    stone = form.save()
    announce(stone)
    return JsonResponse(stone.as_json(), status=201)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, and leave the body unread."""
    return plain_text("That is no request this site understands.", status=400)
