"""Tells when each line of a response arrives: how many full seconds after the request.

python -m pond.arrivals http://127.0.0.1:8000/drops/
"""

import argparse
import time
import urllib.request
from collections.abc import Iterator

PATIENCE = 30


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="pond.arrivals", description="When does a line come?")
    parser.add_argument("url", help="what to ask, for example http://127.0.0.1:8000/drops/")
    return parser.parse_args()


def arrivals(url: str) -> Iterator[tuple[float, str]]:
    """Yield each line of the answer as it comes, after the seconds it took to come."""
    asked = time.monotonic()
    with urllib.request.urlopen(url, timeout=PATIENCE) as response:  # noqa: S310 - a reader's own.
        for line in response:
            yield time.monotonic() - asked, line.decode().rstrip("\n")


if __name__ == "__main__":
    for seconds, line in arrivals(arguments().url):
        print(f"{int(seconds)} s: {line}", flush=True)
