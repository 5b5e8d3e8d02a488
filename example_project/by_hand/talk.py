"""Talks to a WebSocket from a terminal: sends what it is given, prints what comes back.

python -m by_hand.talk ws://127.0.0.1:8000/ws/pond/ '{"x": 0.5, "y": 0.5, "weight": 3}'
"""

import argparse
import sys
from urllib.parse import urlsplit

from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

SECONDS = 5


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="by_hand.talk", description="Talks to a WebSocket.")
    parser.add_argument("url", help="where to connect, for example ws://127.0.0.1:8000/ws/pond/")
    parser.add_argument("message", nargs="*", help="sent in turn; each is answered by one message")
    parser.add_argument("--hear", type=int, default=0, help="messages to wait for at the end")
    parser.add_argument("--origin", help="the page that asks (default: one of the same site)")
    return parser.parse_args()


def talk(url: str, messages: list[str], origin: str, hear: int = 0) -> None:
    """Open `url`, send each message and print its answer; a refusal ends the program with 1.

    In the end it waits for so many messages of others as `hear` says, however long that takes.
    """
    try:
        with connect(url, origin=Origin(origin)) as socket:
            print("open")
            for message in messages:
                socket.send(message)
                print(socket.recv(timeout=SECONDS))
            for _ in range(hear):
                print(socket.recv())
    except InvalidStatus as refusal:
        sys.exit(f"refused with HTTP {refusal.response.status_code}")


if __name__ == "__main__":
    asked = arguments()
    origin = asked.origin or f"http://{urlsplit(asked.url).netloc}"
    talk(asked.url, asked.message, origin, asked.hear)
