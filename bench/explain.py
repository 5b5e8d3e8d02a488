"""How many files a second the explainer reads: ``python -m bench.explain``.

Each round explains every file of the corpus, without the broken ones, in this process; what
counts is the time of one core. Files with findings take longest, as their edits are tried out.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

from bench.machine import conditions
from explain_asgi import explain

CORPUS = Path(__file__).parent.parent / "tests" / "explain_corpus"
FOLDERS = ("right", "wrong")


def sources() -> dict[str, list[str]]:
    """Return the files of the corpus, by the folder they stand in."""
    return {
        folder: [
            file.read_text(encoding="utf-8") for file in sorted((CORPUS / folder).glob("*.py"))
        ]
        for folder in FOLDERS
    }


def files_per_second(texts: list[str], rounds: int) -> list[float]:
    """Return the files that one core explains in a second, for each round."""
    figures = []
    for _ in range(rounds):
        begun = time.process_time()
        for text in texts:
            explain(text)
        figures.append(len(texts) / (time.process_time() - begun))
    return figures


def main(words: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.explain", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args(words)
    found = conditions()
    print(found["date"], found["machine"])  # noqa: T201 - it is a program.
    for folder, texts in sources().items():
        rounds = files_per_second(texts, asked.rounds)
        spread = f"{min(rounds):.0f} to {max(rounds):.0f}"
        print(f"{folder}: {statistics.median(rounds):.0f} files/s ({spread}), {len(texts)} files")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
