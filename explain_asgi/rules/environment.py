"""Rules about what else the file writes down: secrets, and switches that turn a guard off."""

import ast
import re
from collections.abc import Iterator

from explain_asgi.edits import alone, removed
from explain_asgi.entry_point import writes
from explain_asgi.parsed import Parsed
from explain_asgi.rules.base import Hit, rule

SECRET_NAME = re.compile(
    r"(SECRET|PASSWORD|PASSWD|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY)(?!\w*(NAME|_ID|HEADER|FILE|PATH|URL))",
    re.I,
)
NO_SECRET = re.compile(
    r"insecure|change|example|dummy|placeholder|your|secret|password|token|test|todo|xxx|[<{$]"
    r"|^[\w-]{0,7}$|^(true|false|none|null)$|^[a-z_.]+$|/|\s",
    re.IGNORECASE,
)
SECRET_VALUE = re.compile(
    r"AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}|sk_live_\w{16}|xox[bap]-[\w-]{20}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY|\w+://[^:/\s]+:[^@/\s{$<]{6,}@[^/\s]"
)
UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"


@rule("async-unsafe", "warning", "later request", "async-django/orm.html")
def async_unsafe(file: Parsed) -> Iterator[Hit]:
    """The guard is off that keeps the database out of the event loop."""
    for one in writes(file):
        value = file.text(one.value)
        if one.how != "read" and file.text(one.key) == UNSAFE and value and one.step:
            step = one.step
            plain = not step.inside and alone(file, step.node) and one.how != "update"
            edits = (removed(step.node),) if plain else ()
            yield Hit(
                one.node,
                "Any text turns the guard off, also `false`: a query in `async` code "
                "raises no error, and every other request waits for it.",
                "Remove the line, and put such queries into `sync_to_async`.",
                edits,
            )


@rule("secret-in-file", "warning", "in silence", "deploy/checklist.html")
def secret_in_file(file: Parsed) -> Iterator[Hit]:
    """A secret stands in the file."""
    for node, name in named_texts(file):
        text = node.value if isinstance(node.value, str) else ""
        if SECRET_VALUE.search(text) or (SECRET_NAME.search(name) and is_secret(text)):
            what = f"`{name}`" if name else "What stands here"
            yield Hit(
                node,
                f"{what} is known to whoever can read the repository, and stays in its history.",
                "Make a new one, and have the environment name it.",
            )


def is_secret(text: str) -> bool:
    """Tell whether a text looks like a secret: letters and digits mixed, and no plain word."""
    mixed = re.search(r"\d", text) and re.search(r"[A-Za-z]", text)
    return bool(mixed) and not NO_SECRET.search(text) and len(set(text)) > 7


def named_texts(file: Parsed) -> Iterator[tuple[ast.Constant, str]]:
    """Yield each text that a name or a variable of the environment is given, and that name."""
    for one in writes(file):
        if one.how != "read" and isinstance(one.value, ast.Constant):
            yield one.value, file.text(one.key) or ""
    for name, pairs in file.assigned.items():
        for _, value in pairs:
            if isinstance(value, ast.Constant):
                yield value, name
