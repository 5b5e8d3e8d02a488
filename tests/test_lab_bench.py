"""``make bench-lab``: what the recorded figures hold, and that they meet what the site promises."""

import json
import platform
import re

import pytest

from bench import lab, lab_pages
from bench.results import RESULTS, load
from tests.conftest import ROOT


def test_the_results_are_whole() -> None:
    """Every way has its rounds in every browser, in the words of today's script."""
    result = load("lab")
    assert set(result.cells) == set(lab.EXPERIMENT.keys())
    assert result.is_complete(lab.EXPERIMENT.keys(), lab.ROUNDS)
    today = lab.EXPERIMENT.nothing_yet(quick=False)
    assert result.quantities == json.loads(json.dumps(today.quantities, default=dict))


def test_the_results_name_what_is_installed() -> None:
    """A new Pyodide or a new Django asks for new numbers."""
    found = load("lab").versions
    package = json.loads((ROOT / "lab/package.json").read_text(encoding="utf-8"))
    assert found["pyodide"] == package["dependencies"]["pyodide"], "run make bench-lab"
    pinned = re.search(r"^django==([\d.]+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert pinned
    assert found["django"] == pinned[1], "run make bench-lab"


def test_nothing_private_is_in_the_results() -> None:
    """No path and no name of a machine is in what is published."""
    text = (RESULTS / "lab.json").read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert platform.node() not in text


@pytest.mark.parametrize("engine", lab.ENGINES)
def test_run_prints_soon(engine: str) -> None:
    """A first Run takes little more than Pyodide's own start; with a warm spare, a moment."""
    result = load("lab")
    assert result.figure("start", f"first Run/{engine}").median <= 1.6
    assert result.figure("seconds", f"Run with a warm spare/{engine}").median <= 0.3


@pytest.mark.parametrize("engine", lab.ENGINES)
def test_the_first_run_downloads_what_is_said(engine: str) -> None:
    """Packed, all that comes after the click is at most 7.5 megabytes."""
    assert load("lab").figure("megabytes", f"first Run/{engine}").median <= 7.5


def test_the_other_kernel_gets_all_it_needs() -> None:
    """Each package that another one needs is among them, pinned as Pyodide pins it."""
    if not lab_pages.PYODIDE.exists():
        pytest.fail("The lab has not been built; run `make html` first.")
    pins = lab_pages.kernel_packages()
    assert {"ipython", "traitlets", "wcwidth"} <= {pin.partition("==")[0] for pin in pins}
    assert len(pins) == len(set(pins))
