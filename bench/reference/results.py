"""The results of the reference: written by ``make reference``, read by its pages."""

import json
from pathlib import Path
from typing import Any

from bench.machine import conditions

FOLDER = Path(__file__).resolve().parent.parent / "results"
SCOPES = FOLDER / "scopes.json"
OPTIONS = FOLDER / "options.json"


def read(file: Path) -> dict[str, Any]:
    """Return the results of a file."""
    results: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return results


def write(results: dict[str, Any], file: Path) -> None:
    """Write the results below the date and the versions, a value on each line."""
    made = conditions()
    head = {"date": made["date"], "machine": made["machine"], "versions": made["versions"]}
    text = json.dumps(head | results, indent=1, ensure_ascii=False) + "\n"
    file.write_text(text, encoding="utf-8")
