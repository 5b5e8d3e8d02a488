"""What many waits at once cost: a view that waits 100 ms, asked from 1, 10 and 100 connections."""

from itertools import product
from pathlib import Path

from bench.contenders import ASGI, serving
from bench.experiment import Experiment
from bench.load import under_load
from bench.results import Quantity, Run

SERVERS = [
    "gunicorn sync",
    "gunicorn 4 threads",
    "gunicorn 100 threads",
    "granian wsgi 100 threads",
    *ASGI,
]
PATHS = {"sync": "/slow/", "async": "/slow-async/"}
ONE_AT_A_TIME = {"server": "gunicorn sync", "view": "sync", "concurrency": "1"}


def measure(cell: dict[str, str], project: Path, seconds: int) -> Run:
    """Put load on a view that waits; the short waits of the warm-up are the same code."""
    path = PATHS[cell["view"]]
    with serving(cell["server"], project, f"{path}?ms=1") as run:
        url = f"{run.url}{path}?ms=100"
        return under_load(url, run.process.pid, int(cell["concurrency"]), seconds)


EXPERIMENT = Experiment(
    name="waiting",
    dimensions={"server": "{}", "view": "{} view", "concurrency": "{} at a time"},
    quantities={"rate": Quantity("requests answered in a second", ONE_AT_A_TIME)},
    cells=tuple(
        {"server": server, "view": view, "concurrency": concurrency}
        for concurrency, view, server in product(("1", "10", "100"), PATHS, SERVERS)
    ),
    measure=measure,
    seconds=2,
)
