"""Live notifications in their plainest form: each user asks for their own. Any server serves it."""

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe
from pond.validation import LARGEST_ID, errors_of, whole_number
from pond.whoami import protocol

from shore.announce import announce
from shore.models import Notice

AT_MOST = 50


class NoticeForm(forms.ModelForm):  # type: ignore[type-arg]  # Generic in its stubs only.
    """A reminder: a text of at most 200 characters."""

    class Meta:
        model = Notice
        fields = ("text",)


def notify(user_id: int, text: str) -> Notice:
    """Keep a notice for a user, and ring at each stream that this user has open."""
    notice = Notice.objects.create(user_id=user_id, text=text)
    announce(f"notices-{user_id}", {"type": "ring"})
    return notice


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the page; it streams where the server can, and asks every few seconds elsewhere."""
    return render(request, "shore/notices.html", {"streams": protocol(request) == "asgi"})


@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> JsonResponse:
    """List the user's own notices after ``?after=`` (GET), or make one, a reminder (POST)."""
    user_id = request.user.pk
    if user_id is None:
        return JsonResponse({"errors": {"user": "Log in first."}}, status=403)
    return remind(request, user_id) if request.method == "POST" else listing(request, user_id)


def remind(request: HttpRequest, user_id: int) -> JsonResponse:
    """Make a notice of the posted text, for the user `user_id`."""
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": errors_of(form)}, status=400)
    return JsonResponse(notify(user_id, form.cleaned_data["text"]).as_json(), status=201)


def listing(request: HttpRequest, user_id: int) -> JsonResponse:
    """Return the notices of the user `user_id`, and of nobody else."""
    try:
        after = whole_number(request.GET.get("after", "0"), "after", LARGEST_ID)
    except ValueError as error:
        return JsonResponse({"errors": {"after": str(error)}}, status=400)
    found = Notice.objects.filter(user_id=user_id, pk__gt=after)[:AT_MOST]
    return JsonResponse({"notices": [notice.as_json() for notice in found]})
