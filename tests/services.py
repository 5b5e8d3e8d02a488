"""Real Redis and PostgreSQL for the tests: each on a free port, in a folder that goes away."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sphinx_ext.processes import SECONDS, awaited, end_group, free_port, listens
from sphinx_ext.workspace import clean_environment
from tests.conftest import missing

__all__ = ["postgresql_server", "postgresql_url", "redis_server", "redis_url"]


@contextmanager
def service(command: list[str], folder: str, user: str | None = None) -> Iterator[None]:
    """Run a service until the block ends, and let it clear up after itself."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=clean_environment(),
        user=user,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        end_group(process, seconds=SECONDS)


@contextmanager
def redis_server(port: int | None = None) -> Iterator[str]:
    """Run Redis, which keeps nothing on disk, on `port` or a free one; yield its address."""
    program = shutil.which("redis-server") or missing("redis-server")
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="asgi-redis-") as folder:
        options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", folder]
        with service([program, *options], folder):
            assert awaited(lambda: listens(port))
            yield f"redis://127.0.0.1:{port}/0"


def postgresql_programs() -> Path:
    """Return the folder of the newest PostgreSQL; Debian keeps it away from PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name)
    )
    return found[-1] if found else missing("postgresql")


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Run PostgreSQL over a new, empty database; yield its address as a DATABASE_URL."""
    programs, port = postgresql_programs(), free_port()
    user = "postgres" if os.geteuid() == 0 else None  # initdb refuses root.
    with tempfile.TemporaryDirectory(prefix="asgi-postgresql-") as folder:
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        initdb = [
            str(programs / "initdb"),
            "-D",
            f"{folder}/data",
            "-U",
            "pond",
            "-A",
            "trust",
            "-N",
        ]
        subprocess.run(initdb, cwd=folder, user=user, check=True, capture_output=True)
        command = [str(programs / "postgres"), "-D", f"{folder}/data", "-k", folder, "-F"]
        command += ["-h", "127.0.0.1", "-p", str(port)]
        with service(command, folder, user):
            assert awaited(lambda: answers(programs, port))
            yield f"postgres://pond@127.0.0.1:{port}/postgres"


def answers(programs: Path, port: int) -> bool:
    """Return whether PostgreSQL takes queries; it listens a little earlier."""
    ask = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return subprocess.run(ask, check=False).returncode == 0


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """The address of a Redis of this module's own."""
    with redis_server() as url:
        yield url


@pytest.fixture(scope="module")
def postgresql_url() -> Iterator[str]:
    """The address of a PostgreSQL of this module's own."""
    with postgresql_server() as url:
        yield url
