"""What several tests share: the built site, small sites to break, and whether a skip is allowed."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

pytest_plugins = ["sphinx.testing.fixtures", "tests.leftovers"]

ROOT = Path(__file__).resolve().parent.parent
expect.set_options(timeout=30_000)  # Milliseconds; the machine may be busy.

# A shell has what it starts with "&" ignore Ctrl+C, and so would every program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers() -> int:
    """Run two tests for each processor: most of them wait, for a server, a browser or a build."""
    return 2 * (os.cpu_count() or 1)


def missing(part: str) -> NoReturn:
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
    made_here = {"genindex", "py-modindex", "search", "404"}
    pages = {file.relative_to(folder).with_suffix("") for file in folder.rglob("*.html")}
    sources = {
        file.relative_to(ROOT / "docs").with_suffix("") for file in ROOT.glob("docs/**/*.rst")
    }
    left_over = {str(page) for page in pages - sources} - made_here
    if left_over:
        pytest.fail(f"Pages of an older site are left: {left_over}; run `make clean` first.")
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real Chromium; of a module, since Playwright keeps an event loop while it is open."""
    path = shutil.which("chromium")
    if path is None:
        missing("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


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


def small_site_in(folder: Path) -> SmallSite:
    """Return a site without pages in ``folder``; a test writes them and builds."""
    ignored = shutil.ignore_patterns("__pycache__", "db.sqlite3*")
    parts = ["sphinx_ext", "explain_asgi", "example_project", "bench", "lab/src", "docs/_static"]
    parts += ["docs/_templates", "exercises", "build/widgets"]
    for part in parts:
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    shutil.copy(ROOT / "conf.py", folder)
    return SmallSite(folder)


@pytest.fixture
def small_site(tmp_path: Path) -> SmallSite:
    """A site of the test's own."""
    return small_site_in(tmp_path)
