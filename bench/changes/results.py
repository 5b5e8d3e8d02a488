"""What each Django answered: read, written, and told from one version to the next."""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent.parent / "results" / "changes.json"


def read(file: Path = RESULTS) -> dict[str, Any]:
    """Return the results, empty ones where there are none yet."""
    if not file.exists():
        return {"djangos": {}}
    results: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return results


def write(results: dict[str, Any], file: Path = RESULTS) -> None:
    """Write the results, an answer on each line."""
    file.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def ranges(results: dict[str, Any], question: str) -> list[tuple[str, str, str]]:
    """Return the answers to one question: the first and the last Django that gave it, and it."""
    djangos = results["djangos"]
    same = groupby(djangos, key=lambda series: djangos[series]["answers"][question])
    found = [(answer, list(series)) for answer, series in same]
    return [(series[0], series[-1], answer) for answer, series in found]


def changed(results: dict[str, Any]) -> dict[str, set[str]]:
    """Return for each Django the questions that it answers otherwise than the one before."""
    found: dict[str, set[str]] = {series: set() for series in results["djangos"]}
    for question in results["questions"]:
        for first, _last, _answer in ranges(results, question)[1:]:
            found[first].add(question)
    return found
