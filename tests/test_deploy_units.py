"""Guards the systemd unit: it is one that systemd accepts, and it fits its environment file."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bench.servers import ASGI_PY
from tests.pond_fixtures import PROJECT, manage

UNIT = PROJECT / "deploy/systemd/puddle.service"
VARIABLES = PROJECT / "deploy/systemd/puddle.env"
PROGRAMS = Path(sys.executable).parent


def setting(name: str) -> str:
    """Return what the unit sets ``name`` to."""
    (value,) = re.findall(rf"^{name}=(.*)$", UNIT.read_text("utf-8"), re.MULTILINE)
    return str(value)


def variables() -> dict[str, str]:
    """Return the variables that the environment file sets."""
    lines = VARIABLES.read_text("utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def analysed(tmp_path: Path, unit: str, *command: str) -> subprocess.CompletedProcess[str]:
    """Give ``unit``, with the programs of this Python, to systemd-analyze."""
    file = tmp_path / "puddle.service"
    file.write_text(unit.replace("/srv/puddle/.venv/bin", str(PROGRAMS)), "utf-8")
    return subprocess.run(
        ["systemd-analyze", *command, str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=60,
    )


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    """systemd has nothing to say about the unit."""
    run = analysed(tmp_path, UNIT.read_text("utf-8"), "verify")
    assert (run.stdout, run.returncode) == ("", 0)


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("PrivateTmp=yes", "PrivateTemp=yes", "Unknown key"),
        ("Restart=on-failure", "Restart=on-fault", "Failed to parse"),
        ("/uvicorn ", "/unicorn ", "is not executable"),
    ],
)
def test_a_fault_in_the_unit_is_found(
    tmp_path: Path, right: str, wrong: str, complaint: str
) -> None:
    """A misspelt name, value or program is reported."""
    run = analysed(tmp_path, UNIT.read_text("utf-8").replace(right, wrong), "verify")
    assert complaint in run.stdout


def test_the_unit_exposes_little(tmp_path: Path) -> None:
    """systemd rates what a taken-over service could do below 2 of 10."""
    security = ["security", "--offline=yes", "--threshold=20"]
    assert analysed(tmp_path, UNIT.read_text("utf-8"), *security).returncode == 0
    open_unit = "[Service]\nExecStart=/srv/puddle/.venv/bin/uvicorn\n"
    assert analysed(tmp_path, open_unit, *security).returncode != 0


def test_the_server_gives_up_before_systemd_does() -> None:
    """The server's limit for stopping is below the one after which systemd kills."""
    command = shlex.split(setting("ExecStart"))
    limit = command[command.index("--timeout-graceful-shutdown") + 1]
    assert int(limit) < int(setting("TimeoutStopSec"))


def test_the_unit_serves_djangos_own_file_on_a_socket_it_may_make() -> None:
    """The command ends with ``puddle.asgi``; its socket is in the RuntimeDirectory."""
    command = shlex.split(setting("ExecStart"))
    assert command[-1] == ASGI_PY
    socket = Path(command[command.index("--uds") + 1])
    assert socket.parent == Path("/run") / setting("RuntimeDirectory")


def test_the_database_is_migrated_by_the_same_python() -> None:
    """Before each start the packages of the server migrate the database."""
    programs = Path(shlex.split(setting("ExecStart"))[0]).parent
    python, *command = shlex.split(setting("ExecStartPre"))
    assert Path(python).parent == programs
    assert manage(*command[1:], "--help").returncode == 0
    assert command[:2] == ["manage.py", "migrate"]


def test_the_database_is_where_the_service_may_write() -> None:
    """With a read-only system, the database of the environment file is in the StateDirectory."""
    assert setting("ProtectSystem") == "strict"
    database = variables()["DATABASE_URL"].removeprefix("sqlite:///")
    assert Path(database).parent == Path("/var/lib") / setting("StateDirectory")


def test_the_environment_file_lacks_only_the_key() -> None:
    """Production starts with the variables of the file and a key, and the file holds no key."""
    without = manage("check", **variables())
    assert "Set the environment variable SECRET_KEY" in without.stderr
    complete = variables() | {"SECRET_KEY": "a key of the tests"}
    assert manage("check", **complete).returncode == 0
