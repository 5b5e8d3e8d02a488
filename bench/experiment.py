"""An experiment, and how it is carried out: round by round, every finished run kept at once."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.machine import conditions
from bench.results import Quantity, Result, Run, load

Cell = dict[str, str]
ROUNDS = 3


@dataclass(frozen=True)
class Experiment:
    """What is measured: the cells, in the order of a round, and the function that measures one.

    ``dimensions`` says how the value of each is written where a reader meets it, and
    ``measure`` is given a cell, the folder of the project and how many seconds to take.
    """

    name: str
    dimensions: Mapping[str, str]
    quantities: Mapping[str, Quantity]
    cells: tuple[Cell, ...]
    measure: Callable[[Cell, Path, int], Run]
    seconds: int = 0

    def key(self, cell: Cell) -> str:
        """Return the name of a cell in the results."""
        return "/".join(cell[dimension] for dimension in self.dimensions)

    def keys(self) -> list[str]:
        """Return the names of all cells."""
        return [self.key(cell) for cell in self.cells]

    def nothing_yet(self, quick: bool) -> Result:
        """Return results without a run, of this moment on this machine."""
        seconds = min(self.seconds, 1) if quick else self.seconds
        return Result(
            name=self.name,
            dimensions=dict(self.dimensions),
            quantities={name: asdict(quantity) for name, quantity in self.quantities.items()},
            method={"rounds": 1 if quick else ROUNDS, "seconds": seconds},
            quick=quick,
            **conditions(),
        )


def begun(experiment: Experiment, folder: Path, quick: bool) -> Result:
    """Return the results to go on with: those of the file, if it was begun as we would begin.

    Another version of a server, another machine or another method asks for a new beginning.
    """
    new = experiment.nothing_yet(quick)
    try:
        old = load(experiment.name, folder)
    except (FileNotFoundError, ValueError, TypeError):
        return new
    return old if old.same_conditions(new) else new


def runs_left(experiment: Experiment, result: Result) -> Iterator[tuple[str, Cell]]:
    """Yield the runs that are missing, round by round."""
    for round_number in range(result.method["rounds"]):
        for cell in experiment.cells:
            key = experiment.key(cell)
            if len(result.cells.get(key, [])) <= round_number:
                yield key, cell


def carry_out(experiment: Experiment, result: Result, project: Path, folder: Path) -> None:
    """Make every run that is missing, and write the file after each."""
    left = list(runs_left(experiment, result))
    total = len(experiment.cells) * result.method["rounds"]
    began = time.monotonic()
    for done, (key, cell) in enumerate(left, start=1):
        run = experiment.measure(cell, project, result.method["seconds"])
        result.add(key, run)
        result.save(folder)
        seconds = (time.monotonic() - began) / done * (len(left) - done)
        place = f"{experiment.name} {total - len(left) + done}/{total}"
        say(f"{place}  {key}: {in_words(run)}  ({left_in_words(seconds)})")


def in_words(run: Run) -> str:
    """Return what a run has found, on one line."""
    return ", ".join(f"{name} {value}" for name, value in run.items())


def left_in_words(seconds: float) -> str:
    """Return how long it will take."""
    return f"{seconds / 60:.0f} min left" if seconds >= 90 else f"{seconds:.0f} s left"


def say(line: str) -> None:
    """Print a line at once, also where the output is a file."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
