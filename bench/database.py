"""How many database connections 100 requests open, by ``CONN_MAX_AGE``."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

from bench.contenders import ask, serving
from bench.experiment import Experiment
from bench.results import Quantity, Run

SERVERS = ["gunicorn sync", "gunicorn 4 threads", "uvicorn"]
REQUESTS, AT_ONCE = 100, {"one by one": 1, "in bursts of 20": 20}
PATH = "/stones/"


def measure(cell: dict[str, str], project: Path, _seconds: int) -> Run:
    """Ask 100 times for a view that reads the table once; count the connections it opens."""
    with tempfile.TemporaryDirectory(prefix="asgi-bench-") as folder:
        file = Path(folder) / "connections"
        file.touch()
        variables = {"BENCH_CONN_MAX_AGE": cell["max age"], "BENCH_CONNECTIONS": str(file)}
        # Warm with a view that asks no database.
        with serving(cell["server"], project, "/now/", variables) as run:
            with ThreadPoolExecutor(AT_ONCE[cell["arrival"]]) as visitors:
                list(visitors.map(lambda _: ask(run, PATH), range(REQUESTS)))
            return {"connections": file.stat().st_size}


EXPERIMENT = Experiment(
    name="database",
    dimensions={"server": "{}", "max age": "CONN_MAX_AGE = {}", "arrival": "{}"},
    quantities={"connections": Quantity("database connections opened by 100 requests")},
    cells=tuple(
        {"server": server, "max age": age, "arrival": arrival}
        for arrival, age, server in product(AT_ONCE, ("0", "60", "None"), SERVERS)
    ),
    measure=measure,
)
