"""Guards that asgi.py, wsgi.py and manage.py are byte for byte what Django writes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent / "example_project"
# The one thing that may differ between versions of Django.
VERSION_IN_ADDRESS = re.compile(rb"(?<=https://docs\.djangoproject\.com/en/)\d+\.\d+(?=/)")


@pytest.fixture(scope="module")
def startproject(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which Django wrote a project named puddle."""
    folder = tmp_path_factory.mktemp("startproject")
    command = [sys.executable, "-m", "django", "startproject", "puddle", "."]
    # Django runs black over what it writes if it finds one; an empty PATH has none.
    subprocess.run(command, cwd=folder, env={"PATH": ""}, check=True, timeout=60)
    return folder


def without_version(source: bytes) -> bytes:
    """Return `source` with the version in addresses of Django's documentation blanked."""
    return VERSION_IN_ADDRESS.sub(b"X.Y", source)


@pytest.mark.parametrize("name", ["manage.py", "puddle/asgi.py", "puddle/wsgi.py"])
def test_file_is_what_django_writes(startproject: Path, name: str) -> None:
    """The file is byte for byte what the installed Django writes, but for its version."""
    ours, djangos = ((folder / name).read_bytes() for folder in (PROJECT, startproject))
    assert without_version(ours) == without_version(djangos)


@pytest.mark.parametrize("name", ["puddle/asgi.py", "puddle/wsgi.py"])
def test_version_stands_once_in_the_address(name: str) -> None:
    """The version that may differ stands in one place of the file: the address."""
    assert VERSION_IN_ADDRESS.findall((PROJECT / name).read_bytes()) == [b"5.2"]


def test_only_the_version_in_the_address_may_differ() -> None:
    """A version anywhere else, or another address, counts as a difference."""
    ours = (PROJECT / "puddle/asgi.py").read_bytes()
    assert without_version(ours.replace(b"/en/5.2/", b"/en/6.1/")) == without_version(ours)
    for changed in (
        ours.replace(b"/en/5.2/", b"/en/dev/"),
        ours.replace(b"docs.djangoproject.com", b"docs.example"),
        ours.replace(b"ASGI config", b"ASGI 5.2 config"),
        ours.replace(b"'", b'"'),
        ours.rstrip(b"\n"),
    ):
        assert changed != ours
        assert without_version(changed) != without_version(ours)
