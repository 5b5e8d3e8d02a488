"""What all that explain statements share: the shape of an answer, and the blocks of a statement."""

import ast

Told = tuple[str, str, str]  # The kind, the text, and the page.
LINES = "line-by-line/"


def inner_blocks(node: ast.stmt) -> list[list[ast.stmt]]:
    """Return the blocks that are explained statement by statement."""
    match node:
        case ast.If() | ast.For() | ast.While():
            found = [node.body, node.orelse]
        case ast.With():
            found = [node.body]
        case ast.Try():
            caught = [handler.body for handler in node.handlers]
            found = [node.body, *caught, node.orelse, node.finalbody]
        case ast.Match():
            found = [case.body for case in node.cases]
        case _:
            found = []
    return [block for block in found if block]
