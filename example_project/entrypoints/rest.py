"""Two views of Django REST framework, of which one is `async`: where they run, if they do.

They need `pip install djangorestframework`, and a line of `urls.py` that includes this module.
"""

from typing import Any

from django.urls import path
from pond.whoami import report
from rest_framework.response import Response
from rest_framework.views import APIView


class Place(APIView):  # type: ignore[misc]  # The framework has no types.
    """Report where a view of the framework runs."""

    def get(self, request: Any) -> Response:
        """Answer with what the pond's own plain view answers."""
        return Response(report(request))


class AsyncPlace(APIView):  # type: ignore[misc]  # The framework has no types.
    """Try the same with `async def`, which the framework calls and does not await."""

    async def get(self, request: Any) -> Response:
        """Answer nothing: what is returned is a coroutine, and no response."""
        return Response(report(request))


urlpatterns = [
    path("", Place.as_view()),
    path("async/", AsyncPlace.as_view()),
]
