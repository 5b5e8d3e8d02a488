"""``python -m bench.matrix``: put the questions to the servers, and write down the answers."""

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

from bench.matrix.look import Cell
from bench.matrix.questions import QUESTIONS, Question
from bench.matrix.results import installed, merged, read, write
from bench.servers import SERVERS, Server

# Most of the time is spent waiting for a server to end.
AT_ONCE = 4
UMASK = 0o022  # A socket's file gets what this leaves; Debian's own value.


def main() -> None:
    """Read the command line, ask, and merge the answers into the results."""
    parser = argparse.ArgumentParser(prog="python -m bench.matrix", description=__doc__)
    names = [server.name for server in SERVERS]
    parser.add_argument("--server", action="append", choices=names, help="this one only")
    parser.add_argument("--probe", action="append", choices=QUESTIONS, help="this one only")
    chosen = parser.parse_args()
    os.umask(UMASK)
    jobs = [
        (server, question)
        for question in QUESTIONS.values()
        if question.name in (chosen.probe or QUESTIONS)
        for server in SERVERS
        if server.name in (chosen.server or names)
    ]
    results = read()
    if chosen.server or chosen.probe:
        refuse_to_mix(results)
    write(merged(results, answers(jobs)))


def refuse_to_mix(results: dict[str, Any]) -> None:
    """End here if the answers that would be kept are of other versions than the new ones."""
    if results.get("versions") != installed():
        sys.exit("The results are of other versions than are installed: run make matrix, for all.")


def answers(jobs: list[tuple[Server, Question]]) -> dict[tuple[str, str], Cell]:
    """Put every question, several at a time, and print each answer as it comes."""
    cells: dict[tuple[str, str], Cell] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = {
            pool.submit(question.put_to, server): (server, question) for server, question in jobs
        }
        for count, done in enumerate(as_completed(asked), 1):
            server, question = asked[done]
            cell = cells[server.name, question.name] = done.result()
            place = f"{count}/{len(jobs)}"
            print(f"{place:>7} {question.name:22}{server.name:17}{cell['answer']}", flush=True)  # noqa: T201
    return cells


if __name__ == "__main__":
    main()
