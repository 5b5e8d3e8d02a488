"""The measurements: how ratios are made, how a stopped run goes on, and what the files hold."""

import json
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench import experiment as experiments
from bench import requests
from bench.__main__ import EXPERIMENTS, main, migrate
from bench.contenders import CONTENDERS, serving
from bench.experiment import Cell, Experiment, begun, carry_out, runs_left
from bench.load import WrkMissingError, cpu_seconds, under_load, wrk
from bench.results import RESULTS, Quantity, Result, Run, load, shown
from sphinx_ext.workspace import workspace
from tests.conftest import ROOT, missing


def small(measure: object, name: str = "small") -> Experiment:
    """Return an experiment of two servers, of which ``slow`` is 1."""
    return Experiment(
        name=name,
        dimensions={"server": "{}", "view": "{} view"},
        quantities={"cost": Quantity("what it costs", {"server": "slow"}), "count": Quantity("n")},
        cells=tuple({"server": server, "view": "sync"} for server in ("slow", "fast")),
        measure=measure,  # type: ignore[arg-type]
    )


def result_of(cells: dict[str, list[Run]]) -> Result:
    """Return the results of :func:`small` with these runs."""
    return replace(small(None).nothing_yet(quick=False), cells=cells)


def test_a_ratio_is_the_median_of_rounds() -> None:
    """Each round is compared with the baseline of its own round, so that a drift cancels out."""
    slow = [{"cost": 10.0, "count": 3}, {"cost": 20.0, "count": 4}, {"cost": 40.0, "count": 5}]
    fast = [{"cost": 5.0, "count": 1}, {"cost": 8.0, "count": 1}, {"cost": 24.0, "count": 2}]
    result = result_of({"slow/sync": slow, "fast/sync": fast})
    figure = result.figure("cost", "fast/sync")
    assert (figure.median, figure.low, figure.high) == (0.5, 0.4, 0.6)
    assert result.figure("cost", "slow/sync").text() == "1.0"
    assert result.figure("count", "slow/sync").text() == "4"


def test_an_error_is_counted_and_never_hidden() -> None:
    """The errors of all rounds of a cell stand beside its figure."""
    runs = [{"cost": 1.0, "errors": {"status": 2, "read": 1}}, {"cost": 1.0, "errors": {"read": 4}}]
    assert result_of({"slow/sync": runs}).figure("cost", "slow/sync").errors == 7


@pytest.mark.parametrize(
    ("number", "text"),
    [(1.0, "1.0"), (5.26, "5.3"), (9.96, "10"), (82.4, "82"), (0.643, "0.64"), (0.1, "0.10"),
     (0.0831, "0.083"), (0.998, "1.0"), (305, "305"), (3, "3")],
)  # fmt: skip
def test_a_number_shows_what_is_known(number: float, text: str) -> None:
    """Ratios have two digits that mean something, counts are whole."""
    assert shown(number) == text


def test_rounds_go_through_all_servers(tmp_path: Path) -> None:
    """The first round of every cell comes before the second of any."""
    order: list[str] = []

    def measure(cell: Cell, _project: Path, _seconds: int) -> Run:
        order.append(cell["server"])
        return {"cost": 1.0, "count": len(order)}

    carry_out(small(measure), small(measure).nothing_yet(quick=False), tmp_path, tmp_path)
    assert order == ["slow", "fast"] * experiments.ROUNDS


def test_a_stopped_run_goes_on(tmp_path: Path) -> None:
    """What is finished is in the file, and is not measured again."""
    measured: list[str] = []

    def measure(cell: Cell, _project: Path, _seconds: int) -> Run:
        if len(measured) == 3:
            raise KeyboardInterrupt
        measured.append(cell["server"])
        return {"cost": float(len(measured)), "count": 1}

    experiment = small(measure)
    with pytest.raises(KeyboardInterrupt):
        carry_out(experiment, begun(experiment, tmp_path, quick=False), tmp_path, tmp_path)
    kept = load("small", tmp_path)
    assert {key: len(runs) for key, runs in kept.cells.items()} == {"slow/sync": 2, "fast/sync": 1}
    going_on = begun(experiment, tmp_path, quick=False)
    assert going_on == kept
    left = [key for key, _ in runs_left(experiment, going_on)]
    assert left == ["fast/sync", "slow/sync", "fast/sync"]
    assert [file.name for file in tmp_path.iterdir()] == ["small.json"]


@pytest.mark.parametrize("change", ["versions", "machine", "method", "quick", "broken"])
def test_other_conditions_ask_for_a_new_beginning(tmp_path: Path, change: str) -> None:
    """Runs of another version, machine or method never stand beside ours."""
    experiment = small(None)
    old = replace(experiment.nothing_yet(quick=False), cells={"slow/sync": [{"cost": 1.0}]})
    old.save(tmp_path)
    assert begun(experiment, tmp_path, quick=False).cells
    if change == "broken":
        (tmp_path / "small.json").write_text("{")
    else:
        changed: Any = True if change == "quick" else {}
        replace(old, **{change: changed}).save(tmp_path)
    assert not begun(experiment, tmp_path, quick=False).cells


def test_a_trial_does_not_replace_a_measurement(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--quick`` leaves a full result alone, and says so."""
    wrk_or_skip()
    full = EXPERIMENTS["hops"].nothing_yet(quick=False)
    full.save(tmp_path)
    assert main(["--quick", "--only", "hops", "--results", str(tmp_path)]) == 0
    assert load("hops", tmp_path) == full
    assert "a quick trial does not replace it" in capsys.readouterr().out


def test_a_missing_wrk_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the load generator nothing starts, and the message says how to get it."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(WrkMissingError):
        wrk()
    assert main(["--quick"]) == 1
    assert "sudo apt install wrk" in capsys.readouterr().out


BURN = """
import subprocess, sys, time
if len(sys.argv) == 1:
    subprocess.run([sys.executable, __file__, "ends"])
    child = subprocess.Popen([sys.executable, __file__, "stays"])
while time.process_time() < 0.5:
    pass
print(flush=True)
if sys.argv[1:] != ["ends"]:
    sys.stdin.read()
"""


def test_the_cpu_of_a_whole_tree_is_counted(tmp_path: Path) -> None:
    """A process, its child and a child that has ended burn half a second each."""
    program = tmp_path / "burn.py"
    program.write_text(BURN)
    with subprocess.Popen(
        [sys.executable, str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        for _ in range(3):
            process.stdout.readline()
        assert 1.4 <= cpu_seconds(process.pid) <= 2.5
        process.communicate()


def wrk_or_skip() -> None:
    """Skip, or fail in CI, where there is no load generator."""
    if shutil.which("wrk") is None:
        missing("wrk")


@pytest.fixture(scope="module")
def project() -> Iterator[Path]:
    """A copy of the example project with its tables."""
    with workspace() as folder:
        migrate(folder)
        yield folder


def test_a_real_cell_is_measured(project: Path) -> None:
    """A server is started, warmed and asked; it answers without errors, and it costs something."""
    wrk_or_skip()
    cell = {"server": "uvicorn", "view": "sync", "middleware": "empty", "concurrency": "10"}
    run = requests.measure(cell, project, 1)
    assert run["answers"] > 20
    assert 0.05 < run["cpu"] < 100
    assert run["rate"] * run["cpu"] / 1000 < 2.5  # Processors kept busy by one process.
    assert "errors" not in run


def test_answers_that_are_errors_are_noted(project: Path) -> None:
    """A view that answers 400 is no answer."""
    wrk_or_skip()
    with (
        serving("gunicorn sync", project, "/now/") as run,
        pytest.raises(RuntimeError, match=r"answered nothing .*'status'"),
    ):
        under_load(f"{run.url}/slow/?ms=soon", run.process.pid, 1, 1)


@pytest.mark.parametrize("stack", ["empty", "default"])
def test_hops_are_counted(project: Path, stack: str) -> None:
    """More middleware takes more hops."""
    measure = EXPERIMENTS["hops"].measure
    cells = ({"middleware": stack, "view": view} for view in ("async", "sync"))
    hops = [measure(cell, project, 0)["hops"] for cell in cells]
    assert hops == sorted(hops)
    assert (hops[0] < 5) is (stack == "empty")


def test_connections_are_counted(project: Path) -> None:
    """A kept connection is opened once, one that is not kept for each request."""
    measure = EXPERIMENTS["database"].measure
    cell = {"server": "gunicorn sync", "arrival": "one by one"}
    assert measure(cell | {"max age": "60"}, project, 0) == {"connections": 1}
    assert measure(cell | {"max age": "0"}, project, 0) == {"connections": 100}


# The files in the repository --------------------------------------------------


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_results_are_whole(name: str) -> None:
    """Every cell has its three rounds, in the words and with the method of today's scripts."""
    experiment, result = EXPERIMENTS[name], load(name)
    assert not result.quick, f"{name}.json is a quick trial; run make bench."
    assert set(result.cells) == set(experiment.keys())
    assert result.is_complete(experiment.keys(), experiments.ROUNDS)
    today = experiment.nothing_yet(quick=False)
    assert (result.dimensions, result.method) == (today.dimensions, today.method)
    assert result.quantities == json.loads(json.dumps(today.quantities, default=dict))


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_results_name_what_is_installed(name: str) -> None:
    """The versions are those of ``requirements.txt``, so a new version asks for new numbers."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([\w-]+)(?:\[.*\])?==([\w.]+)", text, re.MULTILINE))
    found = load(name).versions
    assert found == {program: pinned[program] for program in found}, "run make bench"


def test_every_file_of_results_is_made_here() -> None:
    """Each file has a script, and each server of the measurements can be started."""
    others = {
        "audit",
        "build",
        "changes",
        "lab",
        "options",
        "parity",
        "scopes",
        "servers",
        "weight",
    }
    files = {file.stem for file in RESULTS.glob("*.json")} - others
    assert files == set(EXPERIMENTS)
    for name in EXPERIMENTS:
        for cell in EXPERIMENTS[name].cells:
            assert cell.get("server", "uvicorn") in CONTENDERS


def test_nothing_private_is_in_the_results() -> None:
    """No path and no name of a machine is in what is published."""
    text = "".join((RESULTS / f"{name}.json").read_text() for name in EXPERIMENTS)
    assert str(ROOT) not in text
    assert "/tmp" not in text  # noqa: S108 - it is looked for, not used.
    assert platform.node() not in text
