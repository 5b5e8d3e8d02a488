"""A dashboard that updates itself, in its plainest form: it asks, and all who ask share a look."""

import threading
from datetime import timedelta
from typing import cast

from django.core.cache import cache
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from pond.models import Stone

from shore.models import Message

FRESH_SECONDS = 1
looking = threading.Lock()


def look() -> dict[str, int]:
    """Count what the dashboard shows: four figures, a query each."""
    minute = timezone.now() - timedelta(minutes=1)
    return {
        "stones": Stone.objects.count(),
        "stones_in_the_last_minute": Stone.objects.filter(thrown_at__gte=minute).count(),
        "messages": Message.objects.count(),
        "heaviest_stone": Stone.objects.aggregate(most=Max("weight"))["most"] or 0,
    }


def figures() -> dict[str, int]:
    """Return a look that is at most a second old; while one looks, the others wait for it."""
    with looking:
        return cast(dict[str, int], cache.get_or_set("figures", look, FRESH_SECONDS))


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the figures, with the script that keeps them fresh."""
    return render(request, "shore/dashboard.html", {"figures": figures()})


@require_safe
def figures_now(request: HttpRequest) -> JsonResponse:
    """Answer with the figures."""
    return JsonResponse(figures())
