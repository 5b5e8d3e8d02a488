"""Guards the Dockerfile: a linter reads it, and its steps are done in order, without an engine."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from deploy.healthcheck import healthy

from bench.servers import ASGI_PY, spawned
from sphinx_ext.processes import awaited, free_port, listens, stop_group
from sphinx_ext.workspace import clean_environment
from tests.conftest import ROOT
from tests.pond_fixtures import PROJECT

DOCKERFILE = PROJECT / "deploy/Dockerfile"
PROGRAMS = Path(sys.executable).parent
HOST = "pond.example"
STARTED_WITH = {"SECRET_KEY": "a key of the tests", "ALLOWED_HOSTS": HOST}


def steps(text: str) -> Iterator[tuple[str, str]]:
    """Yield the steps of a Dockerfile: the word, and what stands after it."""
    for line in text.splitlines():
        if line and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            yield word, rest


def python_beside(folder: Path) -> Path:
    """Make a virtual environment that sees the packages of this Python; return its programs.

    The image starts with none of them. Here pip finds them installed, in the pinned versions.
    """
    venv.create(folder, with_pip=True)
    scheme = {"base": str(folder), "platbase": str(folder)}
    purelib = Path(sysconfig.get_path("purelib", "venv", scheme))
    (purelib / "here.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "bin"


@dataclass
class Image:
    """What the steps have made so far: a root folder, a working folder, variables, a user."""

    root: Path
    programs: Path
    folder: Path = field(init=False)
    variables: dict[str, str] = field(default_factory=dict)
    user: str = ""
    command: list[str] = field(default_factory=list)
    check: list[str] = field(default_factory=list)

    def do(self, word: str, rest: str) -> None:
        """Do one step; an unknown word is an error, so that no step is passed over."""
        match word:
            case "FROM" | "EXPOSE":
                pass
            case "HEALTHCHECK":
                self.check = json.loads(rest.partition("CMD ")[2])
            case "WORKDIR":
                self.folder = self.root / rest.removeprefix("/")
                self.folder.mkdir(parents=True)
            case "COPY":
                *sources, target = rest.split()
                for source in sources:
                    self.copy(source, self.folder / target, into=target.endswith("/"))
            case "RUN":
                command = ["sh", "-c", rest]  # As the engine does it.
                subprocess.run(
                    command, cwd=self.folder, env=self.environment(), check=True, timeout=300
                )
            case "ENV":
                self.variables |= dict(pair.split("=", 1) for pair in shlex.split(rest))
            case "USER":
                self.user = rest
            case "CMD":
                self.command = json.loads(rest)
            case _:
                raise ValueError(f"{word} {rest}")

    def copy(self, source: str, target: Path, *, into: bool) -> None:
        """Copy a file into a folder, or a folder's content to a folder, as COPY does."""
        origin = PROJECT / source
        if origin.is_dir():
            shutil.copytree(origin, target, ignore=shutil.ignore_patterns("__pycache__"))
            return
        target.mkdir(parents=True, exist_ok=into)
        shutil.copy(origin, target)

    def environment(self) -> dict[str, str]:
        """Return the variables, and the programs of the image first."""
        clean = clean_environment() | self.variables
        return clean | {"PATH": os.pathsep.join([str(self.programs), str(PROGRAMS), clean["PATH"]])}


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    """Give what all steps of the Dockerfile make."""
    with tempfile.TemporaryDirectory(prefix="asgi-image-") as folder:
        root = Path(folder)
        root.chmod(0o755)
        made = Image(root, python_beside(root / "venv"))
        for word, rest in steps(DOCKERFILE.read_text("utf-8")):
            made.do(word, rest)
        yield made


@contextmanager
def container(image: Image, **variables: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Run the image's command as its user; give the port that stands for 8000, and the process."""
    port = free_port()
    words = [word.replace("8000", str(port)) for word in image.command]
    if os.geteuid() == 0:
        user, group = image.user.split(":")
        words = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--", *words]
    words = [shutil.which(words[0], path=image.environment()["PATH"]) or words[0], *words[1:]]
    log = image.root / "log"
    environment = image.environment() | STARTED_WITH | variables
    process = spawned(shlex.join(words), image.folder, environment, log)
    try:
        assert awaited(lambda: listens(port) or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield port, process
    finally:
        stop_group(process)


def test_the_image_serves_and_hears_sigterm(image: Image) -> None:
    """The command serves, as its user and with its variables, and ends at SIGTERM."""
    with container(image) as (port, process):
        assert awaited(lambda: healthy(HOST, port))
        assert not healthy("flood.example", port)
        process.terminate()
        assert process.wait(30) == -15
        assert "Finished server process" in (image.root / "log").read_text()
    assert not healthy(HOST, port)


def test_the_health_check_of_the_image_is_there_and_fails_without_a_server(image: Image) -> None:
    """The command of HEALTHCHECK ends with 1 where nothing answers, and complains of nothing."""
    environment = image.environment() | STARTED_WITH
    done = subprocess.run(
        image.check, cwd=image.folder, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")


def test_the_image_holds_the_project_and_nothing_else(image: Image) -> None:
    """Neither a database nor a key nor a configuration of another place is copied."""
    there = {path.name for path in image.folder.iterdir()}
    assert there == {"manage.py", "puddle", "pond", "shore", "entrypoints", "deploy", "collected"}
    assert {path.name for path in (image.folder / "deploy").iterdir()} == {
        "requirements.txt",
        "healthcheck.py",
    }


def test_the_image_serves_djangos_own_file_and_has_its_static_files(image: Image) -> None:
    """The command names ``puddle.asgi``, as the unit does; the admin's styles are collected."""
    assert image.command[-1] == ASGI_PY
    assert (image.folder / "collected/admin/css/base.css").is_file()


def test_the_server_gives_up_before_docker_does(image: Image) -> None:
    """The server's limit for stopping is below the 10 seconds after which Docker kills."""
    limit = image.command[image.command.index("--timeout-graceful-shutdown") + 1]
    assert int(limit) < 10


def test_the_health_check_needs_its_own_address(image: Image) -> None:
    """A proxy named in FORWARDED_ALLOW_IPS takes the place of 127.0.0.1, so both are named."""
    for trusted, well in [("192.0.2.7", False), ("127.0.0.1,192.0.2.7", True)]:
        with container(image, FORWARDED_ALLOW_IPS=trusted) as (port, _):
            assert healthy(HOST, port) is well


def test_the_image_is_not_run_by_root(image: Image) -> None:
    """The user is a number other than root's, and owns nothing of the project."""
    user = int(image.user.split(":")[0])
    assert user != 0
    assert all(path.stat().st_uid != user for path in image.folder.rglob("*"))


def test_an_unknown_step_is_found(image: Image) -> None:
    """A step that this test cannot do fails it."""
    with pytest.raises(ValueError, match="ADD"):
        image.do("ADD", "pond.tar /")


def test_the_linter_has_nothing_to_say() -> None:
    """hadolint accepts the Dockerfile, at the strictest level."""
    run = subprocess.run([PROGRAMS / "hadolint", DOCKERFILE], capture_output=True, text=True)
    assert (run.stdout, run.returncode) == ("", 0)


def test_the_packages_are_those_of_the_site() -> None:
    """The container's packages have the versions with which the pages are proved."""
    pinned = (ROOT / "requirements.txt").read_text("utf-8")
    wanted = (PROJECT / "deploy/requirements.txt").read_text("utf-8")
    for line in re.sub(r"\[.*?\]", "", wanted).splitlines():
        assert line.startswith("#") or f"\n{line} " in pinned, line
