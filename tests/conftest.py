"""What several tests share: the built site, small sites to break, and whether a skip is allowed."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest_plugins = ["sphinx.testing.fixtures"]

ROOT = Path(__file__).resolve().parent.parent


def missing(part: str) -> None:
    """Skip on a contributor's laptop, fail in CI, where every part is installed."""
    if os.environ.get("CI"):
        pytest.fail(f"{part} is missing, and CI must have it; see .ci/run.")
    pytest.skip(f"{part} is not installed on this machine.")


@pytest.fixture(scope="session")
def site() -> Path:
    """The built site; ``make test`` builds it first."""
    folder = ROOT / "build" / "html"
    if not (folder / "proofs.json").exists():
        pytest.fail("There is no built site; run `make html` first, or the tests with `make test`.")
    return folder


@dataclass
class SmallSite:
    """A copy of this repository with pages of its own, built with the real ``conf.py``."""

    root: Path

    def page(self, name: str, text: str) -> None:
        """Write ``docs/<name>.rst``, below a title."""
        file = self.root / "docs" / f"{name}.rst"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"Title\n=====\n\n{text}\n", encoding="utf-8")

    def build(self, builder: str = "html", *options: str) -> tuple[int, str]:
        """Build and return the exit code and everything that was printed."""
        command = [sys.executable, "-m", "sphinx", "-c", ".", "-W", "--keep-going", "-n", "-N"]
        command += ["-b", builder, "-d", "build/doctrees", *options, "docs", f"build/{builder}"]
        done = subprocess.run(command, cwd=self.root, text=True, capture_output=True, check=False)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def small_site(tmp_path: Path) -> SmallSite:
    """A site without pages; a test writes them and builds."""
    ignored = shutil.ignore_patterns("__pycache__", "db.sqlite3*")
    for folder in ("sphinx_ext", "example_project", "lab/src", "docs/_static"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copy(ROOT / "conf.py", tmp_path)
    return SmallSite(tmp_path)
