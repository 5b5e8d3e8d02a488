"""The pond itself: the page, and the stones it shows and receives."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from pond.models import Stone
from pond.validation import LARGEST_ID, StoneForm, stone_fields, whole_number
from pond.whoami import protocol

ON_THE_GROUND = 40
AT_MOST = 100


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the pond with its latest 40 stones; the page streams where the server can."""
    latest = list(Stone.objects.order_by("-pk")[:ON_THE_GROUND])
    context = {
        "stones": [stone.as_json() for stone in reversed(latest)],
        "streams": protocol(request) == "asgi",
    }
    return render(request, "pond/index.html", context)


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
    """Throw the stone that a JSON object or a form describes with x, y and weight.

    Answers 201 and the stone, or 400 and ``{"errors": {field: sentence}}``. Django's CSRF
    middleware has refused (403) whoever does not bring the token of this page.
    """
    try:
        form = StoneForm(stone_fields(request))
    except ValueError as error:
        return JsonResponse({"errors": {"body": str(error)}}, status=400)
    if not form.is_valid():
        errors = {field: " ".join(map(str, sentences)) for field, sentences in form.errors.items()}
        return JsonResponse({"errors": errors}, status=400)
    return JsonResponse(form.save().as_json(), status=201)
