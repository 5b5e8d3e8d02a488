"""Guards entrypoints/second_app.py and mcp.py: two applications, one server, each of the five."""

import asyncio
import json

import pytest
from mcp import Client

from bench.servers import ASGI_SERVERS, DAPHNE, Run, Server, started
from tests.asking import asked
from tests.pond_fixtures import PROJECT, manage

THROW = "from pond.models import Stone; Stone.objects.create(x=0.5, y=0.5, weight={weight})"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a database with two stones."""
    file = tmp_path_factory.mktemp("second") / "pond.sqlite3"
    variables = {"DATABASE_URL": f"sqlite:///{file}"}
    assert manage("migrate", **variables).returncode == 0
    code = "; ".join(THROW.format(weight=weight) for weight in (2, 4))
    assert manage("shell", "--command", code, **variables).returncode == 0
    return variables


@pytest.fixture(params=ASGI_SERVERS, ids=lambda server: str(server.name))
def server(request: pytest.FixtureRequest) -> Server:
    """Each of the five ASGI servers in turn."""
    return request.param  # type: ignore[no-any-return]


def test_each_answers_its_own_paths(server: Server, database: dict[str, str]) -> None:
    """FastAPI answers its path from Django's table, and Django answers all others."""
    target = "entrypoints.second_app:application"
    with started(server, PROJECT, target=target, variables=database) as run:
        assert json.loads(asked(run, "/api/heaviest").body)["weight"] == 4
        assert json.loads(asked(run, "/whoami/").body)["protocol"] == "asgi"
        unknown = asked(run, "/api/nowhere")
        assert (unknown.status, unknown.headers.get_content_type()) == (404, "text/html")


async def counted(url: str) -> object:
    """Return what the tool of the endpoint says, and check how it is offered."""
    async with Client(url) as client:
        (tool,) = (await client.list_tools()).tools
        assert tool.description == "Count the stones that have been thrown into the pond."
        return (await client.call_tool(tool.name, {})).structured_content


def test_the_endpoint_answers_a_client(server: Server, database: dict[str, str]) -> None:
    """A client calls the tool, but under Daphne, which begins no lifespan; Django goes on."""
    target = "entrypoints.mcp:application"
    with started(server, PROJECT, target=target, variables=database) as run:
        if server is DAPHNE:
            assert asked(run, "/mcp").status == 500
        else:
            assert asyncio.run(counted(f"{run.url}/mcp")) == {"result": 2}
            assert_strangers_are_refused(run)
        assert json.loads(asked(run, "/whoami/").body)["protocol"] == "asgi"


def assert_strangers_are_refused(run: Run) -> None:
    """Another host, or a page of another site, gets no further."""
    assert asked(run, "/mcp", host="pond.example").status == 421
    assert asked(run, "/mcp", origin="https://evil.example").status == 403
