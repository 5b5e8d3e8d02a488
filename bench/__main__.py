"""Measures the servers on this machine: ``make bench``, or ``python -m bench --help``.

What is measured stands in one module each: ``requests``, ``waiting``, ``streams``, ``database``,
``hops`` and ``explain``. A run that was stopped goes on where it was.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from bench import database, explain, hops, requests, streams, waiting
from bench.experiment import Experiment, begun, carry_out, say
from bench.load import WrkMissingError, wrk
from bench.results import RESULTS, Result, load
from sphinx_ext.workspace import ROOT, clean_environment, workspace

EXPERIMENTS: dict[str, Experiment] = {
    module.EXPERIMENT.name: module.EXPERIMENT
    for module in (hops, explain, database, streams, waiting, requests)
}


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=EXPERIMENTS, default=list(EXPERIMENTS))
    parser.add_argument("--fresh", action="store_true", help="measure again what is there")
    parser.add_argument("--quick", action="store_true", help="one short round, to try it out")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the files go")
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    """Measure what is asked for; return the exit code."""
    asked = arguments(words)
    try:
        wrk()
        with workspace() as project:
            migrate(project)
            for name in asked.only:
                measure(EXPERIMENTS[name], project, asked)
    except WrkMissingError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped. What is finished is kept; the same command goes on from there.")
        return 130
    return 0


def measure(experiment: Experiment, project: Path, asked: argparse.Namespace) -> None:
    """Carry out one experiment, or what is left of it."""
    if asked.quick and is_real(experiment.name, asked.results):
        say(f"{experiment.name}: measured in full already; a quick trial does not replace it.")
        return
    new = experiment.nothing_yet(asked.quick)
    result = new if asked.fresh else begun(experiment, asked.results, asked.quick)
    if result.is_complete(experiment.keys(), result.method["rounds"]):
        say(f"{experiment.name}: measured on {result.date}; --fresh measures again.")
        return
    carry_out(experiment, result, project, asked.results)


def is_real(name: str, folder: Path) -> bool:
    """Return whether the file holds a measurement rather than a trial."""
    try:
        found: Result = load(name, folder)
    except FileNotFoundError:
        return False
    return not found.quick


def migrate(project: Path) -> None:
    """Give the project its tables."""
    variables = {"DJANGO_SETTINGS_MODULE": "bench.settings", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=project, env=clean_environment() | variables, check=True)


if __name__ == "__main__":
    sys.exit(main())
