"""Fails the whole run if it leaves a process or a file behind.

Everything the tests start and write inherits a temporary folder of this run, which tells it apart
from what others run on this machine. At the end no process may know the folder, and it is empty.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from sphinx_ext.processes import awaited

# Where PostgreSQL and Hypercorn keep what their processes share; killed, they leave it there.
SHARED = Path("/dev/shm")  # noqa: S108 - looked at only.
# What pytest keeps for a look at a failed test.
KEPT = "pytest-of-*"
SECONDS = float(os.environ.get("LEFTOVERS_SECONDS", "10"))


class Leftovers:
    """The temporary folder of this run, and what is left in it and of it."""

    def __init__(self) -> None:
        """Make the folder that every process of this run inherits."""
        self.folder = Path(tempfile.mkdtemp(prefix="tests-"))
        self.folder.chmod(0o711)  # The workers of nginx, and PostgreSQL, are other users.
        self.shared = shared_by_nobody()
        self.before = os.environ.get("TMPDIR")
        os.environ["TMPDIR"] = str(self.folder)
        tempfile.tempdir = None  # It is asked anew.

    def processes(self) -> list[str]:
        """Return the command lines of the processes that still run."""
        return [" ".join(process.cmdline()) for process in started_with(str(self.folder))]

    def files(self) -> list[str]:
        """Return the names of what was not removed."""
        kept = set(self.folder.glob(KEPT))
        left = [file for file in self.folder.iterdir() if file not in kept]
        return sorted(file.name for file in [*left, *(shared_by_nobody() - self.shared)])

    def found(self) -> list[str]:
        """Return what is left, after a moment for what is about to end."""
        awaited(lambda: not self.processes() and not self.files(), SECONDS)
        return [f"process {line}" for line in self.processes()] + [
            f"file {name}" for name in self.files()
        ]

    def remove(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.before is None:
            os.environ.pop("TMPDIR", None)
        else:
            os.environ["TMPDIR"] = self.before
        tempfile.tempdir = None


def started_with(folder: str) -> Iterator[psutil.Process]:
    """Yield every other process whose temporary folder is ``folder``, or that works in it.

    Redis, nginx and PostgreSQL write their titles over their environment; they work in it.
    """
    for process in psutil.process_iter():
        ours = temporary_folder(process) == folder or works_in(process, folder)
        if ours and process.pid != os.getpid():
            yield process


def temporary_folder(process: psutil.Process) -> str | None:
    """Return the temporary folder that ``process`` was started with."""
    with suppress(psutil.Error):  # It has ended meanwhile, or belongs to somebody else.
        return process.environ().get("TMPDIR")
    return None


def works_in(process: psutil.Process, folder: str) -> bool:
    """Return whether ``process`` works in ``folder`` or below it."""
    with suppress(psutil.Error):
        return Path(process.cwd()).is_relative_to(folder)
    return False


def shared_by_nobody() -> set[Path]:
    """Return what was shared by such names and is used by no process any more.

    Told by inode: a semaphore is made under another name, and Linux lists it by that one.
    """
    files = {*SHARED.glob("PostgreSQL.*"), *SHARED.glob("sem.mp-*")}
    used = {inode for process in psutil.process_iter() for inode in mapped(process)}
    return {file for file in files if file.exists() and str(file.stat().st_ino) not in used}


def mapped(process: psutil.Process) -> set[str]:
    """Return the inodes of what ``process`` has mapped from there."""
    with suppress(OSError):
        lines = Path(f"/proc/{process.pid}/maps").read_text(errors="replace").splitlines()
        return {line.split()[4] for line in lines if f" {SHARED}/" in line}
    return set()


leftovers_key = pytest.StashKey[Leftovers]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin, in the process that starts the others."""
    if not hasattr(config, "workerinput"):
        config.stash[leftovers_key] = Leftovers()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that has left something behind, and name it."""
    leftovers = session.config.stash.get(leftovers_key, None)
    if leftovers is not None and (found := leftovers.found()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
        reporter.section("The tests have left this behind", red=True)
        for line in found:
            reporter.line(line)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder, with what was left."""
    if leftovers_key in config.stash:
        config.stash[leftovers_key].remove()
