"""What a short request costs: processor time and requests a second, under eight servers."""

from itertools import product
from pathlib import Path

from bench.contenders import ASGI, serving
from bench.experiment import Experiment
from bench.load import under_load
from bench.results import Quantity, Run

SERVERS = ["gunicorn sync", "gunicorn 4 threads", "granian wsgi", *ASGI]
PATHS = {"sync": "/now/", "async": "/now-async/"}
BASELINE = {"server": "gunicorn sync", "view": "sync", "middleware": "default"}


def measure(cell: dict[str, str], project: Path, seconds: int) -> Run:
    """Put load on a view that does next to nothing."""
    path = PATHS[cell["view"]]
    variables = {"BENCH_MIDDLEWARE": cell["middleware"]}
    with serving(cell["server"], project, path, variables) as run:
        return under_load(run.url + path, run.process.pid, int(cell["concurrency"]), seconds)


EXPERIMENT = Experiment(
    name="requests",
    dimensions={
        "server": "{}",
        "view": "{} view",
        "middleware": "{} MIDDLEWARE",
        "concurrency": "{} at a time",
    },
    quantities={
        "cpu": Quantity("processor time of the server for each request", BASELINE),
        "rate": Quantity("requests answered in a second", BASELINE),
    },
    # The server changes fastest: a machine that slows down slows all of them.
    cells=tuple(
        {"server": server, "view": view, "middleware": middleware, "concurrency": concurrency}
        for concurrency, view, middleware, server in product(
            ("1", "10", "100"), PATHS, ("default", "empty"), SERVERS
        )
    ),
    measure=measure,
    seconds=1,
)
