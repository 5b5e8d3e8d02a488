"""A run of tests that leaves something behind fails, and names it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.leftovers import SHARED, shared_by_nobody

LEAVES_A_PROCESS = """
import pathlib, subprocess
def test_it():
    left = subprocess.Popen(["sleep", "62"], start_new_session=True)
    pathlib.Path("pid").write_text(str(left.pid))
"""
# As Redis and nginx do, it shows nothing of the environment it was started with.
LEAVES_A_PROCESS_THAT_HIDES = """
import pathlib, subprocess
def test_it(tmp_path):
    left = subprocess.Popen(["sleep", "62"], cwd=tmp_path, env={}, start_new_session=True)
    pathlib.Path("pid").write_text(str(left.pid))
"""
LEAVES_SHARED_MEMORY = """
import pathlib
def test_it():
    pathlib.Path("/dev/shm/sem.mp-forgotten").touch()
"""
LEAVES_A_FILE = """
import tempfile
def test_it():
    tempfile.mkdtemp(prefix="forgotten-")
"""
TIDY = """
import subprocess, tempfile
def test_it():
    with tempfile.TemporaryDirectory():
        subprocess.run(["true"])
"""


def run_of(folder: Path, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run ``text`` as the only test, with the check."""
    (folder / "test_it.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.leftovers", *options]
    command += ["-c", "/dev/null", "--rootdir", str(folder), str(folder)]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "LEFTOVERS_SECONDS": "0.2"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "two workers"])
@pytest.mark.parametrize("text", [LEAVES_A_PROCESS, LEAVES_A_PROCESS_THAT_HIDES])
def test_a_process_that_is_left_is_named(
    tmp_path: Path, text: str, options: tuple[str, ...]
) -> None:
    """A process that outlives the tests fails the run."""
    left = run_of(tmp_path, text, *options)
    os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
    assert (left.returncode, "process sleep 62" in left.stdout) == (1, True), left.stdout


def test_a_file_that_is_left_is_named(tmp_path: Path) -> None:
    """A file that outlives the tests fails the run."""
    left = run_of(tmp_path, LEAVES_A_FILE)
    assert (left.returncode, "file forgotten-" in left.stdout) == (1, True), left.stdout


def test_shared_memory_that_is_left_is_named(tmp_path: Path) -> None:
    """Shared memory of processes that were killed fails the run."""
    left = run_of(tmp_path, LEAVES_SHARED_MEMORY)
    Path("/dev/shm/sem.mp-forgotten").unlink()  # noqa: S108 - what the test has left.
    assert (left.returncode, "sem.mp-forgotten" in left.stdout) == (1, True), left.stdout


def test_shared_memory_in_use_is_no_complaint() -> None:
    """A semaphore that a process still uses, of whatever run, has not been left behind."""
    code = 'import multiprocessing as m; lock = m.get_context("spawn").Lock(); print(); input()'
    holder = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout
    assert holder.stdout.readline() == b"\n"
    assert list(SHARED.glob("sem.mp-*"))
    assert not shared_by_nobody()
    holder.communicate(b"\n")


def test_a_tidy_run_passes(tmp_path: Path) -> None:
    """What is removed and awaited in time is no complaint."""
    done = run_of(tmp_path, TIDY)
    assert (done.returncode, "left this behind" in done.stdout) == (0, False), done.stdout
