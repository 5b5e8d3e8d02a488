"""How many files a second the explainer reads: ``python -m bench --only explain``.

A run explains the files of the corpus again and again, those without findings or those with them;
what counts is the time of one core. Beside it, Python's own parser reads the same files.
"""

import ast
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import product
from pathlib import Path

from bench.experiment import Experiment
from bench.results import Quantity, Run
from explain_asgi import explain

CORPUS = Path(__file__).parent.parent / "tests" / "explain_corpus"
FOLDERS = {"without findings": "right", "with findings": "wrong"}
Task = Callable[[str], object]


def parse(text: str) -> None:
    """Have Python parse a file, and stop where it cannot."""
    with suppress(SyntaxError):
        ast.parse(text)


TASKS: dict[str, Task] = {"explained": explain, "parsed": parse}


def sources(files: str) -> list[str]:
    """Return the files of one kind."""
    paths = sorted((CORPUS / FOLDERS[files]).glob("*.py"))
    return [path.read_text(encoding="utf-8") for path in paths]


def files_per_second(texts: list[str], task: Task, seconds: float) -> float:
    """Return the files that one core does in a second, in whole rounds through all of them."""
    begun, rounds = time.process_time(), 0
    while not rounds or time.process_time() - begun < seconds:
        for text in texts:
            task(text)
        rounds += 1
    return rounds * len(texts) / (time.process_time() - begun)


def measure(cell: dict[str, str], _project: Path, seconds: int) -> Run:
    """Do one task with the files of one kind."""
    return {"rate": files_per_second(sources(cell["files"]), TASKS[cell["task"]], seconds)}


EXPERIMENT = Experiment(
    name="explain",
    dimensions={"files": "{}", "task": "{}"},
    quantities={"rate": Quantity("files in a second of one core")},
    cells=tuple({"files": files, "task": task} for files, task in product(FOLDERS, TASKS)),
    measure=measure,
    seconds=3,
)
