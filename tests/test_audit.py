"""``make audit``: what is cheap enough of it is asked in every check, and a fault is told."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests.conftest import ROOT, SmallSite

NODE = ROOT / ".venv/bin/node"
RECORD = ROOT / "bench/results/audit.json"


def audit(site: Path, results: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """Ask the pages of a folder, as ``make audit`` does."""
    command = [str(NODE), str(ROOT / "lab/audit/audit.mjs"), str(site), str(results), *names]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_page_is_valid_and_every_link_leads_somewhere(site: Path, tmp_path: Path) -> None:
    """html-validate has nothing to say, and each link has its page and its name on that page."""
    done = audit(site, tmp_path / "audit.json", "html")
    assert done.returncode == 0, done.stdout[:4000] + done.stderr
    found = json.loads((tmp_path / "audit.json").read_text())["html"]
    assert found["pages"] > 150
    assert found["figures"]["links"] > 10_000


PAGE = "<!DOCTYPE html>\n<html lang='en'><head><title>Pond</title></head><body>{}</body></html>\n"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p>Wet.</p><a href="dry.html">A way</a>', "leads to dry.html, which is not there"),
        ('<a href="#deep">Down</a>', "leads to #deep, which is not there"),
        ("<p id='wet'>Wet.</p><p id='wet'>Too.</p>", "(no-dup-id)"),
    ],
)
def test_a_fault_is_found(tmp_path: Path, body: str, fault: str) -> None:
    """A page, a name and a text that are missing are told, with their page, and fail the audit."""
    (tmp_path / "index.html").write_text(PAGE.format(body).replace("'", '"'), encoding="utf-8")
    done = audit(tmp_path, tmp_path / "audit.json", "html")
    assert done.returncode == 1
    assert "index.html" in done.stdout
    assert fault in done.stdout


@pytest.mark.parametrize(
    ("names", "says"), [(["speed"], "no such audit: speed"), ([], "no pages in")]
)
def test_what_cannot_be_asked_is_told(tmp_path: Path, names: list[str], says: str) -> None:
    """A name that no audit has, or a folder without pages, is an error that says so."""
    done = audit(tmp_path, tmp_path / "audit.json", *names)
    assert done.returncode == 2
    assert says in done.stderr
    assert not (tmp_path / "audit.json").exists()


SEEN = {"by": "axe-core 4.11", "pages": 2, "asked": "light", "faults": 0, "date": "2026-01-31"}


def test_the_figures_stand_on_a_page(small_site: SmallSite) -> None:
    """A row is a program, what it looked at and what it found."""
    found = {"axe": SEEN | {"figures": {"views": 1200, "seo": 100}}}
    (small_site.root / "bench/results/audit.json").write_text(json.dumps(found))
    small_site.page("index", ".. audit::")
    code, output = small_site.build()
    assert code == 0, output
    text = (small_site.root / "build/html/index.html").read_text(encoding="utf-8")
    cells = BeautifulSoup(text, "html.parser").select(".audit tbody td")
    shown = [cell.get_text(strip=True) for cell in cells]
    assert shown == ["axe-core 4.11", "light", "2", "0", "1,200 views, SEO 100", "31 January 2026"]


def test_figures_that_nobody_has_asked_for_fail_the_build(small_site: SmallSite) -> None:
    """The message says which command writes them."""
    (small_site.root / "bench/results/audit.json").unlink(missing_ok=True)
    small_site.page("index", ".. audit::")
    code, output = small_site.build()
    assert code != 0
    assert "Write it with make audit." in output


# What was written down ---------------------------------------------------------


def recorded() -> dict[str, dict[str, Any]]:
    """Return what the last whole run of ``make audit`` has found."""
    found: dict[str, dict[str, Any]] = json.loads(RECORD.read_text(encoding="utf-8"))
    return found


def test_the_record_has_every_audit_and_no_fault() -> None:
    """What about/verified shows is a whole run, and nothing was left."""
    found = recorded()
    assert found.keys() == {"html", "axe", "lighthouse"}
    assert {name: one["faults"] for name, one in found.items()} == dict.fromkeys(found, 0)
    assert found["axe"]["pages"] == found["html"]["pages"]
    assert found["axe"]["figures"]["views"] >= 4 * found["axe"]["pages"]


def test_the_record_is_of_about_as_many_pages(site: Path) -> None:
    """A few pages may be younger than the record; then ``make audit`` is due again."""
    built = [page for page in site.rglob("*.html") if page.relative_to(site).parts[0][0] != "_"]
    missing = len(built) - recorded()["html"]["pages"]
    assert abs(missing) <= 10, "run make audit (20 minutes), and commit bench/results/audit.json"
