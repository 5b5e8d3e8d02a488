"""Guards the settings: startproject's own with reasons for each change, and production's."""

import difflib
import re
import subprocess
import sys
from pathlib import Path

import django
import pytest

from tests.pond_fixtures import PROJECT, manage

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "puddle.production",
    "SECRET_KEY": "a-key-of-the-tests-that-is-long-enough-and-has-67-different-signs!",
    "ALLOWED_HOSTS": "pond.example, www.pond.example",
}
SHOW = "from django.conf import settings; print(settings.{})"


def setting(name: str, **variables: str) -> str:
    """Return the setting `name` as printed by a shell with the environment `variables`."""
    run = manage("shell", "--verbosity", "0", "--command", SHOW.format(name), **variables)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


@pytest.mark.skipif(django.VERSION[:2] != (5, 2), reason="Django 5.2 wrote settings.py")
@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("settings.py", ["ALLOWED_HOSTS = []"]),
        ("urls.py", ["from django.urls import path"]),
    ],
)
def test_each_change_to_startproject_has_its_reason(
    tmp_path: Path, name: str, changed: list[str]
) -> None:
    """Every change to what startproject wrote carries a comment; lines only get added."""
    command = [sys.executable, "-m", "django", "startproject", "puddle", "."]
    subprocess.run(command, cwd=tmp_path, env={"PATH": ""}, check=True, timeout=60)
    key = re.compile("(?<=django-insecure-).*(?=')")
    theirs = key.sub("", (tmp_path / "puddle" / name).read_text()).splitlines()
    ours = key.sub("", (PROJECT / "puddle" / name).read_text()).splitlines()
    gone = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, theirs, ours).get_opcodes():
        if tag != "equal":
            gone += theirs[i:j]
            assert re.search("# (Added|Changed): ", "\n".join(ours[k:m])), ours[k:m]
    assert gone == changed


def test_development_needs_no_environment() -> None:
    """Without any environment the project passes its checks and uses the SQLite file."""
    assert manage("check").returncode == 0
    name = "DATABASES['default']['NAME']"
    assert setting(name) == str(PROJECT / "db.sqlite3")
    assert setting(name, DATABASE_URL="") == str(PROJECT / "db.sqlite3")


def test_development_key_says_what_it_is() -> None:
    """The key in settings.py keeps Django's mark of an insecure key."""
    assert setting("SECRET_KEY").startswith("django-insecure-")


def test_database_url_moves_the_project() -> None:
    """DATABASE_URL names another database, in development as in production."""
    url = "postgres://frog:secret@db.example:5433/pond"
    shown = "DATABASES['default']['ENGINE'], settings.DATABASES['default']['HOST']"
    expected = "django.db.backends.postgresql db.example"
    # The shell would need psycopg to start; Python alone loads the settings.
    code = f"import puddle.settings as settings; print(settings.{shown})"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == expected


def test_production_passes_the_deployment_check() -> None:
    """`check --deploy` has nothing to say about the production settings."""
    run = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert run.returncode == 0, run.stderr
    assert run.stdout == "System check identified no issues (0 silenced).\n"


def test_deployment_check_would_complain() -> None:
    """`check --deploy` does fail where there is something to say: in development."""
    run = manage("check", "--deploy", "--fail-level", "WARNING")
    assert run.returncode == 1
    assert "security.W018" in run.stderr


@pytest.mark.parametrize("value", [None, "", " ", " , "])
@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_asks_for_what_is_missing(name: str, value: str | None) -> None:
    """A variable that is missing or empty stops the start with its name and its meaning."""
    variables = {key: text for key, text in PRODUCTION.items() if key != name}
    if value is not None:
        variables[name] = value
    run = manage("check", **variables)
    last = run.stderr.strip().splitlines()[-1]
    assert run.returncode == 1
    assert last.startswith(
        f"django.core.exceptions.ImproperlyConfigured: Set the environment variable {name} to "
    )


def test_production_reads_the_environment() -> None:
    """Production takes key and hosts from the environment and turns DEBUG off."""
    shown = setting("SECRET_KEY, settings.ALLOWED_HOSTS, settings.DEBUG", **PRODUCTION)
    assert shown == f"{PRODUCTION['SECRET_KEY']} ['pond.example', 'www.pond.example'] False"
