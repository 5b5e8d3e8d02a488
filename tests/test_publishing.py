"""The files that Read the Docs and GitHub Pages read build a site that knows its address."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, SmallSite
from tests.test_makefile import built

ADDRESS = "https://asgi.example/site/"
REPOSITORY = "https://git.example/pond/asgi"
CLONE = f'<a class="reference external" href="{REPOSITORY}">a clone</a>'


def read(name: str) -> dict[str, Any]:
    """Return the content of a YAML file."""
    content: dict[str, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return content


@pytest.fixture
def cloned(small_site: SmallSite) -> Path:
    """A clone with one page, and all that make has made before it writes pages."""
    for name in ("Makefile", "requirements.txt"):
        shutil.copy2(ROOT / name, small_site.root)
    built(small_site.root)
    small_site.page("index", "The water is still, and :repository:`a clone` too.")
    return small_site.root


def typed(folder: Path, command: str, **variables: str) -> None:
    """Run a line of a service, as its shell does."""
    environment = os.environ | variables
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, text=True, capture_output=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_read_the_docs_finds_the_site_where_it_looks(cloned: Path, tmp_path: Path) -> None:
    """The jobs run as they stand, the pages name their address, and there is one book."""
    variables = {
        "READTHEDOCS_VIRTUALENV_PATH": sys.prefix,
        "READTHEDOCS_OUTPUT": str(tmp_path / "output"),
        "READTHEDOCS_CANONICAL_URL": ADDRESS,
        "READTHEDOCS_GIT_CLONE_URL": REPOSITORY,
    }
    settings = read(".readthedocs.yaml")
    jobs = settings["build"]["jobs"]
    for line in (*jobs["install"], *jobs["build"]["html"], *jobs["build"]["epub"]):
        typed(cloned, line, **variables)
    assert settings["formats"] == ["epub"]
    assert len(list((tmp_path / "output/epub").iterdir())) == 1
    assert (tmp_path / "output/html/sw.js").is_file()
    page = (tmp_path / "output/html/index.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{ADDRESS}index.html"' in page
    assert CLONE in page


def test_github_pages_gets_the_site(cloned: Path) -> None:
    """The workflow builds with the address that GitHub gives, and sends what was built."""
    steps = read(".github/workflows/pages.yml")["jobs"]["publish"]["steps"]
    (line,) = [step["run"] for step in steps if "run" in step]
    line = re.sub(r"\$\{\{.+?base_url \}\}/", ADDRESS, line)
    server, _, path = REPOSITORY.partition("/pond")
    line = line.replace("${{ github.server_url }}", server)
    line = line.replace("${{ github.repository }}", f"pond{path}")
    typed(cloned, f"{line} VENV={sys.prefix}")
    (sent,) = [step["with"]["path"] for step in steps if "upload" in step.get("uses", "")]
    assert f"<loc>{ADDRESS}index.html</loc>" in (cloned / sent / "sitemap.xml").read_text()
    assert CLONE in (cloned / sent / "index.html").read_text(encoding="utf-8")


def test_an_address_that_no_browser_opens_is_no_link(small_site: SmallSite) -> None:
    """Nor is there one on a site that nobody has published."""
    small_site.page("index", "Type this in :repository:`a clone`.")
    for options in ((), ("-D", "repository_url=git@git.example:pond/asgi.git")):
        code, output = small_site.build("html", *options)
        assert code == 0, output
        page = (small_site.root / "build/html/index.html").read_text(encoding="utf-8")
        assert "<p>Type this in a clone.</p>" in page


def test_the_report_asks_about_every_list_of_dependencies() -> None:
    """What is pinned with digests is asked about, by hand and where a pull request changes it."""
    locks = [ROOT / "requirements.txt", *ROOT.glob("lab/**/package-lock.json")]
    locks = [lock for lock in locks if "node_modules" not in lock.parts]
    assert len(locks) == 3
    report = (ROOT / ".ci/advisories").read_text(encoding="utf-8")
    workflow = (ROOT / ".github/workflows/advisories.yml").read_text(encoding="utf-8")
    for lock in (str(lock.relative_to(ROOT)) for lock in locks):
        assert re.search(rf'"[^"]*: {re.escape(lock)}"', report)
        assert re.search(rf"[\[ ]{re.escape(lock)},", workflow)
