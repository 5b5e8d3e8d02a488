"""The chat room in its plainest form: a page that asks for new messages. Any server serves it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe
from pond.validation import LARGEST_ID, errors_of, whole_number
from pond.views import socket_path

from shore.announce import announce
from shore.models import Message

AT_MOST = 50


class MessageForm(forms.ModelForm):  # type: ignore[type-arg]  # Generic in its stubs only.
    """A message to say: a name of at most 40 characters, a text of at most 500."""

    class Meta:
        model = Message
        fields = ("name", "text")


def say(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Save a message and tell every open socket; return it, or what is wrong with each field."""
    form = MessageForm(fields)
    if not form.is_valid():
        return {"errors": errors_of(form)}
    message = form.save().as_json()
    announce("chat", {"type": "chat.message", "message": message})
    return {"message": message}


@require_safe
def chat(request: HttpRequest) -> HttpResponse:
    """Show the room with its latest 50 messages."""
    latest = reversed(Message.objects.order_by("-pk")[:AT_MOST])
    context = {
        "messages_said": [message.as_json() for message in latest],
        "socket_url": "/ws/chat/" if socket_path() else "",
    }
    return render(request, "shore/chat.html", context)


@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest) -> JsonResponse:
    """Say something (POST), or list what was said after the id ``?after=`` (GET)."""
    if request.method == "POST":
        said = say(request.POST)
        return JsonResponse(said, status=400 if "errors" in said else 201)
    try:
        after = whole_number(request.GET.get("after", "0"), "after", LARGEST_ID)
    except ValueError as error:
        return JsonResponse({"errors": {"after": str(error)}}, status=400)
    found = Message.objects.filter(pk__gt=after)[:AT_MOST]
    return JsonResponse({"messages": [message.as_json() for message in found]})
