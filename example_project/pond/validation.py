"""Reads what people send, and says what is wrong with it, before a view trusts it."""

import json

from django import forms
from django.http import HttpRequest
from django.http.request import QueryDict

from pond.models import Stone

LARGEST_ID = 2**63 - 1


class StoneForm(forms.ModelForm):  # type: ignore[type-arg]  # Generic in its stubs only.
    """A stone to throw: x and y from 0 to 1, weight from 1 to 5."""

    class Meta:
        model = Stone
        fields = ("x", "y", "weight")


def whole_number(text: str, name: str, largest: int) -> int:
    """Return `text`, the value of the parameter `name`, as an integer from 0 to `largest`.

    Raises ValueError with a sentence for the sender that names the parameter.
    """
    try:
        number = int(text)
    except ValueError:
        raise ValueError(f"{name} must be a whole number, not {text!r}.") from None
    if number < 0:
        raise ValueError(f"{name} must not be negative, and {number} is.")
    if number > largest:
        raise ValueError(f"{name} must be at most {largest}, and {number} is more.")
    return number


def json_fields(body: str | bytes) -> dict[str, str]:
    """Return the fields of a JSON object as text.

    Raises ValueError with a sentence for the sender if `body` is not a JSON object.
    """
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("The body is not valid JSON.") from None
    if not isinstance(fields, dict):
        raise ValueError("The body must be a JSON object with x, y and weight.")
    # A form reads text: so true is no number here, and 1e999 is refused like any other.
    return {name: str(value) for name, value in fields.items()}


def stone_fields(request: HttpRequest) -> QueryDict | dict[str, str]:
    """Return the fields of a thrown stone, as text, from a JSON object or an HTML form.

    Raises ValueError with a sentence for the sender if the body is not a JSON object.
    """
    return json_fields(request.body) if request.content_type == "application/json" else request.POST


def errors_of(form: forms.BaseForm) -> dict[str, str]:
    """Return what is wrong with each field of an invalid form, in words."""
    return {field: " ".join(map(str, sentences)) for field, sentences in form.errors.items()}
