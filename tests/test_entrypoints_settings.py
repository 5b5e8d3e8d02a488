"""Guards entrypoints/settings.py and environment.py: no name it knows, no start, in all places."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.servers import ASGI_SERVERS, UVICORN, Server, started
from sphinx_ext.processes import awaited
from tests.asking import asked
from tests.pond_fixtures import PROJECT, clean_env

TARGET = "entrypoints.settings:application"
PRODUCTION = {"DJANGO_ENV": "production", "SECRET_KEY": "of this test", "ALLOWED_HOSTS": "pond"}
SETTINGS = "from django.conf import settings; print(settings.SECRET_KEY)"


@pytest.mark.parametrize("server", ASGI_SERVERS, ids=lambda server: str(server.name))
def test_a_known_environment_serves(server: Server) -> None:
    """Development answers this machine; production sends another host away, and asks for HTTPS."""
    development = {"DJANGO_ENV": "development"}
    with started(server, PROJECT, target=TARGET, variables=development) as run:
        assert asked(run, "/now/").status == 200
    with started(server, PROJECT, target=TARGET, variables=PRODUCTION) as run:
        assert asked(run, "/now/").status == 400


@pytest.mark.parametrize(
    ("server", "name"),
    [*((server, "prod") for server in ASGI_SERVERS), (UVICORN, ""), (UVICORN, "Production")],
    ids=lambda value: getattr(value, "name", value) or "none",
)
def test_an_unknown_environment_does_not_start(server: Server, name: str) -> None:
    """No server serves a name that is missing or misspelt; the reason stands in its log."""
    message = f"Set DJANGO_ENV to production or development, not to {name!r}."
    variables = {"DJANGO_ENV": name}
    with started(server, PROJECT, target=TARGET, variables=variables, listening=False) as run:
        assert awaited(lambda: run.process.poll() is not None)
        assert message in run.printed()


@pytest.fixture
def chosen(tmp_path: Path) -> Path:
    """A copy of the project in which all three files name the settings that choose."""
    project = tmp_path / "example_project"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("__pycache__", "db.sqlite3*"))
    for name in ("manage.py", "puddle/asgi.py", "puddle/wsgi.py"):
        text = (project / name).read_text()
        assert text.count("puddle.settings") == 1
        (project / name).write_text(text.replace("puddle.settings", "entrypoints.environment"))
    return project


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "shell", "--verbosity", "0", "--command", SETTINGS],
        ["-c", f"import puddle.asgi; {SETTINGS}"],
        ["-c", f"import puddle.wsgi; {SETTINGS}"],
    ],
    ids=["manage", "asgi", "wsgi"],
)
def test_it_holds_for_all_three(chosen: Path, command: list[str]) -> None:
    """manage.py, asgi.py and wsgi.py refuse the same name and take the same settings."""

    def run(**variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            cwd=chosen,
            env=clean_env(**variables),
            capture_output=True,
            text=True,
            check=False,
        )

    refused = run(DJANGO_ENV="prod")
    assert refused.returncode == 1
    assert "not to 'prod'." in refused.stderr.splitlines()[-1]
    assert run(**PRODUCTION).stdout == "of this test\n"
    assert run(DJANGO_ENV="development").stdout.startswith("django-insecure-")
