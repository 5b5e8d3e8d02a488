"""The commands a person types: listed, and ``make serve`` serves what is being written."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.conftest import ROOT, SmallSite

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PATIENCE = 60.0  # Seconds; only a failure takes as long.


def test_make_alone_lists_every_command() -> None:
    """Every phony target has a line in the help."""
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert phony
    for target in phony[1].split():
        assert re.search(rf"^  make {target} +\w", listed, re.MULTILINE), f"{target} has no ## text"


def test_the_makefile_stays_short() -> None:
    """A reader takes the Makefile in at one glance."""
    assert MAKEFILE.count("\n") <= 100


def test_an_old_python_is_told() -> None:
    """A Python below 3.11 is refused with what to do."""
    check = re.search(r"-c '(import sys; .+?)'", MAKEFILE)
    assert check
    program = f"import sys; sys.version_info = (3, 10); {check[1]}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed; name one with: make PYTHON=..." in done.stderr


def dry_run(*targets: str) -> str:
    """Return the commands that make would run on a fresh machine."""
    command = ["make", "--no-print-directory", "-n", "VENV=/nowhere", *targets]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=True)
    return done.stdout


@pytest.mark.parametrize(
    "part",
    [
        "--require-hashes -r requirements.txt",
        "--fail-on-warning --nitpicky -b html",
        "--fail-on-warning --nitpicky -b doctest",
        "node --test",
        "-m pytest",
        "ruff check .",
        "ruff format --check",
        "bin/mypy",
        "sphinx-lint",
        "codespell",
        "parity.mjs chromium --sample= ",
        "parity.mjs firefox webkit --sample=20 ",
    ],
)
def test_check_runs_everything(part: str) -> None:
    """``make check`` installs by hash, lints, builds, runs the examples and the tests."""
    assert part in dry_run("check")


def test_clean_and_epub_do_what_they_say() -> None:
    """What is removed is what was built, and the book is a book."""
    assert dry_run("clean").strip() == "rm -rf build lab/dist"
    assert "-b epub docs build/epub" in dry_run("epub")


@pytest.mark.parametrize("installed", [True, False])
def test_ci_installs_what_is_missing_and_checks(tmp_path: Path, installed: bool) -> None:
    """``.ci/run`` asks for Chromium only where there is none, and ends with make check."""
    tools = ["make", "apt-get", "python3", "curl", *(["chromium"] if installed else [])]
    for name in tools:
        (tmp_path / name).write_text(f'#!/bin/sh\necho "{name} $* CI=$CI"\n')
        (tmp_path / name).chmod(0o755)
    for name in ("bash", "dirname", "env"):
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    command = [str(ROOT / ".ci" / "run")]
    done = subprocess.run(command, env={"PATH": str(tmp_path)}, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "make check CI=true"
    assert ("chromium" in done.stdout) is not installed


def test_the_readme_names_what_is_there() -> None:
    """Every path of its tree exists, and every make word on any page is a target."""
    tree = (ROOT / "README.md").read_text(encoding="utf-8").split("```")[-2]
    for indent, path in re.findall(r"^( *)(\S+) {2,}", tree, re.MULTILINE):
        assert (ROOT / ("example_project" if indent else "") / path).exists(), path
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert phony
    for file in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.rst")):
        words = re.findall(r"(?:(?<!:doc:)`|\$ )make ([a-z-]+)\b", file.read_text(encoding="utf-8"))
        assert set(words) <= set(phony[1].split()), file.name


def built(root: Path) -> None:
    """Tell make that the lab is built, which takes a minute."""
    for name in ("lab/package-lock.json", "lab/node_modules", "lab/dist/lab.json"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).touch()


@pytest.fixture
def served(small_site: SmallSite) -> Iterator[tuple[SmallSite, str]]:
    """A small site under ``make serve``, with its address."""
    venv = Path(sys.prefix)
    if not (venv / "installed").exists():
        pytest.fail("These tests run in the environment that make has made; use `make test`.")
    shutil.copy2(ROOT / "Makefile", small_site.root)
    shutil.copy2(ROOT / "requirements.txt", small_site.root)
    built(small_site.root)
    small_site.page("index", "The water is still.")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["make", "serve", f"VENV={venv}", f"PORT={port}"]
    log = (small_site.root / "serve.log").open("w")
    server = subprocess.Popen(
        command, cwd=small_site.root, start_new_session=True, stdout=log, stderr=log
    )
    try:
        yield small_site, f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        log.close()


def shows(address: str, text: str) -> Callable[[], bool]:
    """Return a question: does the page at ``address`` hold ``text`` by now?"""

    def ask() -> bool:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own
                return text in answer.read().decode()
        except (OSError, HTTPException):  # Not yet there, or written anew while it was read.
            return False

    return ask


def wait_until(question: Callable[[], bool], log: Path) -> None:
    """Ask again and again; fail with the server's log when patience ends."""
    end = time.monotonic() + PATIENCE
    while not question():
        if time.monotonic() > end:
            pytest.fail(log.read_text())
        time.sleep(0.05)


def test_make_serve_shows_a_change(served: tuple[SmallSite, str]) -> None:
    """The address is printed, and a page that is edited is built and served again."""
    site, address = served
    log = site.root / "serve.log"
    wait_until(shows(address, "The water is still."), log)
    assert address in log.read_text()
    site.page("index", "A ripple.")
    wait_until(shows(address, "A ripple."), log)
