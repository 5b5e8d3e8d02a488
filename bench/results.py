"""What a measurement has found: kept in a file after each run, read back as ratios and counts.

The one place that knows how a median, a spread and a ratio are computed.
"""

import json
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"

Run = dict[str, Any]


@dataclass(frozen=True)
class Quantity:
    """One thing that every run measures.

    ``baseline`` names the cell that is 1, by what differs from the cell that is compared with it;
    without a baseline the quantity is a count, and is shown as it is.
    """

    says: str
    baseline: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Figure:
    """The median of several rounds, with the lowest and the highest of them."""

    median: float
    low: float
    high: float
    errors: int = 0

    def text(self) -> str:
        """Return the median as it is shown."""
        return shown(self.median)

    def spread(self) -> str:
        """Return the lowest and the highest round, as they are shown."""
        return f"{shown(self.low)} to {shown(self.high)}"


def shown(number: float) -> str:
    """Return a ratio with two digits, more than which no measurement here knows; counts whole."""
    if isinstance(number, int) or number >= 9.95:
        return f"{number:.0f}"
    if number >= 0.995:
        return f"{number:.1f}"
    return f"{number:.2f}" if number >= 0.0995 else f"{number:.3f}"


@dataclass
class Result:
    """One file of results: where and when it was measured, and every run of every cell.

    A cell is named by the values of the ``dimensions``, in their order, joined by slashes.
    """

    name: str
    dimensions: dict[str, str]
    quantities: dict[str, dict[str, Any]]
    method: dict[str, Any]
    versions: dict[str, str]
    machine: dict[str, Any]
    date: str
    load_before: list[float]
    quick: bool = False
    cells: dict[str, list[Run]] = field(default_factory=dict)

    def key(self, values: Mapping[str, str]) -> str:
        """Return the name of the cell with these ``values`` of the dimensions."""
        return "/".join(values[dimension] for dimension in self.dimensions)

    def values(self, key: str) -> dict[str, str]:
        """Return the values of the dimensions that ``key`` names."""
        return dict(zip(self.dimensions, key.split("/"), strict=True))

    def words(self, values: Mapping[str, str]) -> str:
        """Return values of dimensions as a reader meets them."""
        return ", ".join(self.dimensions[name].format(value) for name, value in values.items())

    def baseline(self, quantity: str, key: str) -> str | None:
        """Return the cell that is 1 where ``key`` is measured, or None for a count."""
        instead = self.quantities[quantity]["baseline"]
        return None if instead is None else self.key(self.values(key) | instead)

    def figure(self, quantity: str, key: str) -> Figure:
        """Return what the rounds of a cell have found; KeyError if it is not there.

        Each round is compared with the baseline of the same round, so that a machine which
        grows slower from round to round changes no ratio.
        """
        measured = [run[quantity] for run in self.cells[key]]
        baseline = self.baseline(quantity, key)
        if baseline is not None:
            ones = [run[quantity] for run in self.cells[baseline]]
            measured = [value / one for value, one in zip(measured, ones, strict=False)]
        errors = sum(sum(run.get("errors", {}).values()) for run in self.cells[key])
        return Figure(statistics.median(measured), min(measured), max(measured), errors)

    def distinct(self, dimension: str) -> list[str]:
        """Return the values of a dimension, in the order in which they were measured."""
        return list(dict.fromkeys(self.values(key)[dimension] for key in self.cells))

    def add(self, key: str, run: Run) -> None:
        """Keep one run of a cell."""
        self.cells.setdefault(key, []).append(run)

    def same_conditions(self, other: "Result") -> bool:
        """Return whether runs of ``other`` may stand beside ours: only they and the day differ."""
        return self.conditions() == other.conditions()

    def conditions(self) -> dict[str, Any]:
        """Return all but the runs and the time."""
        ours = json.loads(json.dumps(asdict(self)))
        return {name: ours[name] for name in ours.keys() - {"cells", "date", "load_before"}}

    def is_complete(self, keys: Iterable[str], rounds: int) -> bool:
        """Return whether each of the cells ``keys`` has all its rounds."""
        return all(len(self.cells.get(key, [])) >= rounds for key in keys)

    def save(self, folder: Path) -> None:
        """Write the file, whole or not at all: whoever stops the run leaves a valid one."""
        unfinished = folder / f".{self.name}.json"
        unfinished.write_text(self.as_json(), encoding="utf-8")
        unfinished.replace(folder / f"{self.name}.json")

    def as_json(self) -> str:
        """Return the text of the file, with each run on a line of its own."""
        head = json.dumps(asdict(self) | {"cells": {}}, indent=2)
        rows = [
            f"    {json.dumps(key)}: [\n      "
            + ",\n      ".join(map(json.dumps, runs))
            + "\n    ]"
            for key, runs in self.cells.items()
        ]
        return head.replace('"cells": {}', '"cells": {\n' + ",\n".join(rows) + "\n  }") + "\n"


def load(name: str, folder: Path = RESULTS) -> Result:
    """Return the results called ``name``; FileNotFoundError if nobody has measured them."""
    return Result(**json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))
