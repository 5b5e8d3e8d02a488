"""Which Gunicorn brought the worker for ASGI: the pages name the version, and both sides run."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

ASKED = "from gunicorn.config import Config; c = Config(); c.set('worker_class', 'asgi'); "


@pytest.mark.parametrize(("version", "has_it"), [("23.0.0", False), ("24.0.0", True)])
def test_the_worker_for_asgi_came_with_24(version: str, has_it: bool, tmp_path: Path) -> None:
    """The one before does not find it, in the words that the page quotes."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    install = [*pip, "--no-deps", "--target", str(tmp_path), f"gunicorn=={version}"]
    subprocess.run(install, check=True, capture_output=True, timeout=120)
    done = subprocess.run(
        [sys.executable, "-c", f"{ASKED} print(c.worker_class.__name__)"],
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    complaint = "class uri 'asgi' invalid or not found"
    assert (done.stdout == "ASGIWorker\n", complaint in done.stderr) == (has_it, not has_it)
    page = (ROOT / "docs/deploy/gunicorn.rst").read_text(encoding="utf-8")
    assert complaint in page
    assert "from Gunicorn 24 on" in page
