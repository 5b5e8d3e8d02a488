"""A second framework: a FastAPI application with one path, which reads the pond's table."""

from fastapi import FastAPI
from pond.models import Stone

from entrypoints.connections import connection

api = FastAPI(openapi_url="/api/openapi.json", docs_url=None, redoc_url=None)


@api.get("/api/heaviest")
async def heaviest() -> dict[str, int | float | str]:
    """Return the heaviest stone of the pond, or nothing."""
    async with connection():
        stone = await Stone.objects.order_by("-weight").afirst()
    return stone.as_json() if stone else {}
