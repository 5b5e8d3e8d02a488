"""A run of tests that leaves something behind fails, and names it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

LEAVES_A_PROCESS = """
import subprocess
def test_it():
    subprocess.Popen(["sleep", "62"], start_new_session=True)
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
def test_what_is_left_is_named(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A process or a file that outlives the tests fails the run."""
    left = run_of(tmp_path, LEAVES_A_PROCESS, *options)
    subprocess.run(["pkill", "-fx", "sleep 62"], check=False)
    assert (left.returncode, "process sleep 62" in left.stdout) == (1, True), left.stdout
    left = run_of(tmp_path, LEAVES_A_FILE, *options)
    assert (left.returncode, "file forgotten-" in left.stdout) == (1, True), left.stdout


def test_a_tidy_run_passes(tmp_path: Path) -> None:
    """What is removed and awaited in time is no complaint."""
    done = run_of(tmp_path, TIDY)
    assert (done.returncode, "left this behind" in done.stdout) == (0, False), done.stdout
