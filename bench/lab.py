"""Measures how soon a pressed Run prints, beside other ways to run Python in a page.

``make bench-lab`` sets the pages up, once, in ``build/bench-lab/``: the built site, Pyodide alone,
its own console, and jupyterlite-sphinx's ``try_examples``, all served from this machine. Then
``lab/bench/measure.mjs`` opens each in a new browser, in each of the engines, round by round.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

from bench.experiment import Cell, Experiment, carry_out, say
from bench.lab_pages import NODE, PYODIDE, PYTHON_PACKAGES, prepare
from bench.results import RESULTS, Quantity, Result, Run, load
from sphinx_ext.workspace import ROOT

PAGES = ROOT / "build" / "bench-lab"
WAYS = ("Pyodide alone", "first Run", "Run with a warm spare", "console", "try_examples")
ENGINES = ("chromium", "firefox", "webkit")
ROUNDS = 5


def measure(cell: Cell, pages: Path, _seconds: int) -> Run:
    """Open the page once in a new browser, and return what it took."""
    program = ROOT / "lab" / "bench" / "measure.mjs"
    command = [str(NODE), str(program), str(pages), cell["way"], cell["browser"]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{cell['way']} in {cell['browser']}:\n{done.stderr}")
    run: Run = json.loads(done.stdout)
    return run


EXPERIMENT = Experiment(
    name="lab",
    dimensions={"way": "{}", "browser": "{}"},
    quantities={
        "start": Quantity("from the click to the first output", {"way": "Pyodide alone"}),
        "seconds": Quantity("seconds from the click to the first output"),
        "megabytes": Quantity("megabytes, packed, that the first run downloads"),
    },
    cells=tuple({"way": way, "browser": engine} for engine, way in product(ENGINES, WAYS)),
    measure=measure,
)


def versions() -> dict[str, str]:
    """Return the versions of what is measured; each browser tells its own."""
    manifest = json.loads((ROOT / "build/html/_static/lab.json").read_text(encoding="utf-8"))
    package = json.loads((PYODIDE / "package.json").read_text(encoding="utf-8"))
    others = dict(name.split("==") for name in PYTHON_PACKAGES)
    ours = {"django": manifest["bundles"][0]["django"], "pyodide": package["version"]}
    return ours | others | {engine: version_of(engine) for engine in ENGINES}


def version_of(engine: str) -> str:
    """Return the version of a browser, or stop where it is not installed."""
    module = (ROOT / "lab/parity/browsers.mjs").as_uri()
    script = (
        f"const {{ launch }} = await import({json.dumps(module)});"
        f"const browser = await launch({json.dumps(engine)});"
        "console.log(browser.version); await browser.close();"
    )
    command = [str(NODE), "--input-type=module", "-e", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.strip()


def nothing_yet() -> Result:
    """Return results without a run, of this moment on this machine."""
    new = EXPERIMENT.nothing_yet(quick=False)
    return replace(new, versions=versions(), method={"rounds": ROUNDS, "seconds": 0})


def begun(folder: Path) -> Result:
    """Return the results to go on with: those of the file, if it was begun as we would begin."""
    new = nothing_yet()
    try:
        old = load(EXPERIMENT.name, folder)
    except FileNotFoundError:
        return new
    return old if old.same_conditions(new) else new


def main(words: list[str] | None = None) -> int:
    """Measure, or go on where a run was stopped."""
    parser = argparse.ArgumentParser(prog="python -m bench.lab", description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="measure again what is there")
    asked = parser.parse_args(words)
    prepare(PAGES)
    result = nothing_yet() if asked.fresh else begun(RESULTS)
    if result.is_complete(EXPERIMENT.keys(), ROUNDS):
        say(f"lab: measured on {result.date}; --fresh measures again.")
    try:
        carry_out(EXPERIMENT, result, PAGES, RESULTS)
    except KeyboardInterrupt:
        say("Stopped. What is finished is kept; the same command goes on from there.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
