"""Guards example_project/test_asgi.py, the test that readers copy: it passes, and it can fail."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sphinx_ext.workspace import clean_environment
from tests.pond_fixtures import PROJECT

HTTP, REFUSED = 200, "ValueError"
ANSWERS = {
    "puddle.asgi": [HTTP, REFUSED, REFUSED],
    "entrypoints.lifespan": [HTTP, REFUSED, "lifespan.startup.complete"],
    "entrypoints.mcp": [HTTP, REFUSED, "lifespan.startup.complete"],
    "entrypoints.middleware": [HTTP, REFUSED, REFUSED],
    "entrypoints.second_app": [HTTP, REFUSED, "lifespan.startup.complete"],
    "entrypoints.settings": [HTTP, REFUSED, REFUSED],
    "entrypoints.static": [HTTP, REFUSED, REFUSED],
    "entrypoints.telemetry": [HTTP, REFUSED, REFUSED],
    "entrypoints.together": [HTTP, "websocket.accept", "lifespan.startup.complete"],
    "entrypoints.websocket": [HTTP, "websocket.accept", REFUSED],
}
ENTRY_POINTS = sorted(
    f"entrypoints.{file.stem}"
    for file in (PROJECT / "entrypoints").glob("*.py")
    if "get_asgi_application()" in file.read_text(encoding="utf-8")
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project to break."""
    copy = tmp_path / "example_project"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns("__pycache__", "db.sqlite3*"))
    return copy


def run(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project, and return how it ended."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=project,
        env=clean_environment() | {"DJANGO_ENV": "development"},
        capture_output=True,
        text=True,
        check=False,
    )


def replace(file: Path, old: str, new: str) -> None:
    """Replace a text that the file holds once."""
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


def test_every_entry_point_is_asked() -> None:
    """Each module that makes an application of Django's stands in the table above."""
    assert sorted(ANSWERS.keys() - {"puddle.asgi"}) == ENTRY_POINTS


@pytest.mark.parametrize("entry_point", ANSWERS)
def test_each_answers_as_its_page_says(entry_point: str) -> None:
    """Loaded in a new Python, it answers each protocol as its page says."""
    done = run(PROJECT, "test_asgi.py", f"{entry_point}:application")
    answers = json.loads(done.stdout.splitlines()[-1])
    assert list(answers.values()) == ANSWERS[entry_point]


@pytest.mark.parametrize("words", [["manage.py", "test"], ["-m", "pytest", "-c", "/dev/null", "."]])
def test_it_passes(project: Path, words: list[str]) -> None:
    """manage.py test and pytest run it, and it passes with Django's own file."""
    done = run(project, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Ran 1 test|1 passed", done.stdout + done.stderr)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("puddle/asgi.py", "= get_asgi", "= get_agsi", "NameError"),
        ("puddle/asgi.py", "application = ", "app = ", "AttributeError"),
        ("puddle/asgi.py", "puddle.settings", "puddle.setings", "ModuleNotFoundError"),
        ("puddle/asgi.py", "os.environ.", "#", "ImproperlyConfigured"),
        ("puddle/urls.py", "path('', inc", "path('x/', inc", "'http': 404"),
        ("test_asgi.py", '"puddle.asgi:', '"entrypoints.websocket:', "websocket.accept"),
    ],
)
def test_it_fails(project: Path, file: str, old: str, new: str, told: str) -> None:
    """Whatever keeps a server from serving, or answers otherwise than expected, is named."""
    replace(project / file, old, new)
    assert "no issues" in run(project, "manage.py", "check").stdout
    done = run(project, "manage.py", "test", "--verbosity", "0")
    assert done.returncode == 1
    assert told in done.stderr
