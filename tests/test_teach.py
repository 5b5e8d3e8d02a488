"""The lesson plans keep their time, the sheet is one sheet, and a class room needs no network."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, PdfMargins

from tests.conftest import ROOT
from tests.widgets import served, violations, visiting

TEACH = ROOT / "docs" / "teach"
PLANS = {"thirty-minutes": 30, "sixty-minutes": 60, "two-hours": 120}
PAGES = sorted(page.stem for page in TEACH.glob("*.rst"))
ROW = re.compile(r"^   \* - (\d+)\n     - (.+)\n     - (.+)$", re.MULTILINE)
MARGINS: PdfMargins = {"top": "1cm", "right": "1cm", "bottom": "1cm", "left": "1cm"}
DOWNLOADS = ("pip install", "npm ci", "venv ")


@pytest.mark.parametrize(("plan", "minutes"), PLANS.items())
def test_the_minutes_add_up(plan: str, minutes: int) -> None:
    """No plan is longer or shorter than its name."""
    rows = ROW.findall((TEACH / f"{plan}.rst").read_text(encoding="utf-8"))
    assert sum(int(row[0]) for row in rows) == minutes
    assert len(rows) >= 5


@pytest.mark.parametrize("plan", PLANS)
def test_each_mistake_of_students_leads_to_its_run(plan: str) -> None:
    """What they say is quoted, and the line below links what decides it."""
    text = (TEACH / f"{plan}.rst").read_text(encoding="utf-8")
    wrong = text.partition("What students get wrong\n")[2].partition("\nNext\n")[0]
    pairs = re.findall(r"^\"(.+)\"\n   (.+)$", wrong, re.MULTILINE)
    assert len(pairs) >= 4
    assert all(":doc:`" in why or ":ref:`" in why for _, why in pairs), pairs


def test_the_sheet_is_one_sheet(chromium: Browser, site: Path) -> None:
    """Printed on A4, the reading has one page."""
    with served(site) as address, visiting(chromium, f"{address}teach/one-sheet.html") as visit:
        paper = visit().pdf(format="A4", margin=MARGINS)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(chromium: Browser, site: Path, page: str) -> None:
    """Neither in the plans nor beside them."""
    with served(site) as address, visiting(chromium, f"{address}teach/{page}.html") as visit:
        assert violations(visit(width=360)) == []


@pytest.mark.parametrize("target", ["html", "serve"])
def test_what_is_installed_is_not_asked_for_again(target: str) -> None:
    """Once all is there, make names no command that downloads."""
    there = ["-o", f"{sys.prefix}/installed", "-o", "lab/node_modules"]
    command = ["make", "-n", f"VENV={sys.prefix}", *there, target]
    planned = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not [line for line in planned.splitlines() if any(part in line for part in DOWNLOADS)]
    assert "sphinx" in planned
