"""Guards entrypoints/second_app.py and mcp.py: two applications, one server, each of the five."""

import asyncio
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from entrypoints.callers import OneToken
from mcp import Client

from bench.servers import ASGI_SERVERS, DAPHNE, UVICORN, Run, Server, started
from tests.asking import asked
from tests.pond_fixtures import PROJECT, manage
from tests.services import postgresql_url  # noqa: F401 - a fixture

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


END = "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid != pg_backend_pid()"


def test_a_connection_that_was_ended_is_replaced(postgresql_url: str) -> None:  # noqa: F811
    """After PostgreSQL has ended all connections, the tool and the path answer as before."""
    variables = {"DATABASE_URL": postgresql_url}
    assert manage("migrate", **variables).returncode == 0
    target = "entrypoints.second_app:application"
    with started(UVICORN, PROJECT, target=target, variables=variables) as run:
        for _ in range(2):
            assert asked(run, "/api/heaviest").body == "{}"
            subprocess.run(["psql", "-c", END, postgresql_url], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("known", "brought", "client"),
    [("deep", "deep", "reader"), ("deep", "flat", None), ("deep", "", None), ("", "", None)],
)
def test_one_token_lets_in(
    known: str, brought: str, client: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever brings the token is let in; where there is none, nobody is."""
    monkeypatch.setenv("MCP_TOKEN", known)
    access = asyncio.run(OneToken().verify_token(brought))
    assert (access.client_id if access else None) == client


def test_the_endpoint_asks_for_the_token(
    server: Server, database: dict[str, str], tmp_path: Path
) -> None:
    """Given the verifier, the endpoint answers 401, and Django's paths as before."""
    project = tmp_path / "example_project"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("__pycache__", "db.sqlite3*"))
    tools = project / "entrypoints" / "tools.py"
    told = 'MCPServer("pond", token_verifier=OneToken(), auth=auth)'
    text = tools.read_text().replace('MCPServer("pond")', told)
    tools.write_text(f"from entrypoints.callers import OneToken, auth\n{text}")
    target, variables = "entrypoints.mcp:application", database | {"MCP_TOKEN": "deep"}
    with started(server, project, target=target, variables=variables) as run:
        assert asked(run, "/mcp").status == 401
        assert asked(run, "/mcp", authorization="Bearer flat").status == 401
        let_in = asked(run, "/mcp", authorization="Bearer deep", accept="application/json").status
        assert let_in not in (401, 403)
        assert asked(run, "/now/").status == 200
