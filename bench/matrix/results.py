"""The results of the matrix: read, merged with new answers, written so that a change reads well."""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.machine import conditions
from bench.matrix.look import Cell
from bench.matrix.questions import QUESTIONS, THEMES
from bench.servers import SERVERS

RESULTS = Path(__file__).resolve().parent.parent / "results" / "servers.json"
# What the answers depend on.
PACKAGES = (
    "django", "asgiref", "uvicorn", "uvloop", "httptools", "daphne", "twisted", "hypercorn", "h2",
    "granian", "gunicorn", "websockets",
)  # fmt: skip


def read(file: Path = RESULTS) -> dict[str, Any]:
    """Return the results, empty ones where there are none yet."""
    if not file.exists():
        return {"cells": {}}
    results: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return results


def merged(results: dict[str, Any], cells: dict[tuple[str, str], Cell]) -> dict[str, Any]:
    """Return ``results`` with new ``cells``, in the order of the servers and the questions."""
    old = results["cells"]
    known = {(server, name): cell for server in old for name, cell in old[server].items()} | cells
    ordered = {
        server.name: {
            name: known[server.name, name] for name in QUESTIONS if (server.name, name) in known
        }
        for server in SERVERS
    }
    made = conditions()
    return {
        "date": made["date"],
        "machine": made["machine"],
        "versions": installed(),
        "themes": {theme: [q.name for q in of(theme)] for theme in THEMES},
        "probes": {q.name: {"title": q.title, "what": q.what} for q in QUESTIONS.values()},
        "cells": ordered,
    }


def installed() -> dict[str, str]:
    """Return the versions that answers of now are of."""
    return {name: version(name) for name in PACKAGES}


def of(theme: str) -> list[Any]:
    """Return the questions of ``theme``."""
    return [question for question in QUESTIONS.values() if question.theme == theme]


def write(results: dict[str, Any], file: Path = RESULTS) -> None:
    """Write ``results``, an answer or a line of evidence on each line."""
    text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
