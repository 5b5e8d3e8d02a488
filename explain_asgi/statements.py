"""What each statement of the file is and does, in a sentence or two, or that it is unknown."""

import ast
from collections.abc import Callable, Iterator

from explain_asgi.entry_point import set_up
from explain_asgi.model import Statement
from explain_asgi.parsed import Parsed
from explain_asgi.words.application import application, mount, routes
from explain_asgi.words.code import compound, docstring, functions, plain
from explain_asgi.words.environment import environment, settings, setup, telemetry
from explain_asgi.words.imports import told as import_told
from explain_asgi.words.shape import Told, inner_blocks

UNKNOWN = (
    "unknown",
    "This is none of the statements that such files usually hold; it is not explained here.",
    "grow/index.html",
)


def statements(file: Parsed) -> tuple[Statement, ...]:
    """Explain every statement, also those inside of `if`, `try` and `with`."""
    return tuple(blocks(file, file.tree.body))


def blocks(file: Parsed, body: list[ast.stmt]) -> Iterator[Statement]:
    """Yield the explanation of each statement of a block, and of the blocks below it."""
    for node in body:
        inner = inner_blocks(node)
        last = node.end_lineno or node.lineno
        if inner:
            last = max(node.lineno, inner[0][0].lineno - 1)
        yield Statement(top_of(node), last, *told(file, node))
        for block in inner:
            yield from blocks(file, block)


def top_of(node: ast.stmt) -> int:
    """Return the first line of a statement, with its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def told(file: Parsed, node: ast.stmt) -> Told:
    """Return what is said of a statement: the first answer of those who know its shape."""
    return next((answer for known in KNOWN if (answer := known(file, node))), UNKNOWN)


def imports(file: Parsed, node: ast.stmt) -> Told | None:
    """Explain an import."""
    if not isinstance(node, (ast.Import, ast.ImportFrom)):
        return None
    return import_told(file, node, set_up(file))


KNOWN: tuple[Callable[[Parsed, ast.stmt], Told | None], ...] = (
    docstring,
    imports,
    settings,
    environment,
    setup,
    application,
    routes,
    mount,
    telemetry,
    functions,
    compound,
    plain,
)
