"""The rule about an application that stands in front of Django's, and never asks it."""

import ast
from collections.abc import Iterator

from explain_asgi.entry_point import is_wsgi_file
from explain_asgi.parsed import Function, Parsed, Step, executed, imported
from explain_asgi.rules.application import takes_scope
from explain_asgi.rules.base import Hit, rule

GIVEN = {"scope", "receive", "send"}
INSIDE = {"get_asgi_application", "ProtocolTypeRouter"}


@rule("application-not-asked", "error", "first request", "grow/middleware-mistakes.html")
def application_not_asked(file: Parsed) -> Iterator[Hit]:
    """The application inside is never asked."""
    step = None if file.stars or is_wsgi_file(file) else last_bound(file, "application")
    around = None if step is None or step.conditional else served_by(file, step)
    function = called_by_server(around) if around else None
    if step is None or around is None or function is None:
        return
    if asks_nobody(file, around) and keeps_inside(file, step, around):
        yield Hit(
            function,
            "What the server calls hands nothing on: an HTTP request ends without an answer, "
            "and Uvicorn says `ASGI callable returned without starting response.`",
            "Call the application inside with `scope`, `receive` and `send`, "
            "for all that is not answered here.",
        )


def last_bound(file: Parsed, name: str) -> Step | None:
    """Return the last statement that gives a name of the module its meaning."""
    return next((step for step in reversed(file.steps) if name in names_bound(step)), None)


def names_bound(step: Step) -> set[str]:
    """Return the names that a statement gives a meaning."""
    node = step.node
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {name for name, _ in imported(node)}
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    nodes = (part for part in executed(node) if isinstance(part, ast.Name))
    return {part.id for part in nodes if not isinstance(part.ctx, ast.Load)}


def served_by(file: Parsed, step: Step) -> Function | ast.ClassDef | None:
    """Return the function or class of this file that `application` is, or is made with."""
    node = step.node
    if isinstance(node, ast.AsyncFunctionDef):
        return node
    value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
    name = value.id if isinstance(value, ast.Name) else file.called(value) if value else ""
    own = last_bound(file, name) if name else None
    if own is None or own.conditional:
        return None
    if isinstance(value, ast.Name):
        return own.node if isinstance(own.node, ast.AsyncFunctionDef) else None
    return own.node if isinstance(own.node, (ast.FunctionDef, ast.ClassDef)) else None


def called_by_server(around: Function | ast.ClassDef) -> ast.AsyncFunctionDef | None:
    """Return what a server calls, where nothing but it can be meant."""
    found: list[ast.AsyncFunctionDef] = []
    if isinstance(around, ast.AsyncFunctionDef):
        found = [around]
    elif isinstance(around, ast.ClassDef) and not around.bases and not around.keywords:
        methods = [one for one in around.body if isinstance(one, ast.AsyncFunctionDef)]
        found = [one for one in methods if one.name == "__call__"]
    elif isinstance(around, ast.FunctionDef):
        ends = [one.value for one in ast.walk(around) if isinstance(one, ast.Return)]
        names = [one.id if isinstance(one, ast.Name) else "" for one in ends if one is not None]
        inside = [one for one in around.body if isinstance(one, ast.AsyncFunctionDef)]
        found = [one for one in inside if names == [one.name]]
    plain = len(found) == 1 and not around.decorator_list and not found[0].decorator_list
    return found[0] if plain and takes_scope(found[0]) else None


def keeps_inside(file: Parsed, step: Step, around: Function | ast.ClassDef) -> bool:
    """Tell whether Django's application is built for this one, and used nowhere else."""
    above = file.steps[: step.number + 1]  # What is made of it below may be what is served.
    built = [one for one in above if isinstance(one.node, (ast.Assign, ast.AnnAssign))]
    built = [one for one in built if one is step or made_of_application(file, one)]
    names = {name for one in built for name in names_bound(one)} | {"application", around.name}
    places = {id(part) for one in built for part in ast.walk(one.node)}
    places |= {id(part) for part in ast.walk(around)}
    elsewhere = [node for node in file.nodes if id(node) not in places]
    used = any(
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names
        for node in elsewhere
    )
    return not used and any(made_of_application(file, one) for one in built)


def made_of_application(file: Parsed, step: Step) -> bool:
    """Tell whether Django's ASGI application, or a router, is a part of what is assigned."""
    value = getattr(step.node, "value", None)
    return value is not None and any(
        name.rpartition(".")[2] in INSIDE
        for name in map(file.called, file.pieces(value, step.number))
    )


def asks_nobody(file: Parsed, around: ast.AST) -> bool:
    """Tell whether what the server gives is kept, and lifespan is all that is answered."""
    parts = list(ast.walk(around))
    kept = {id(child) for part in parts for child in only_looked_at(part)}
    given = [part for part in parts if isinstance(part, ast.Name) and part.id in GIVEN]
    raises = any(isinstance(part, (ast.Raise, ast.Assert)) for part in parts)
    answers = any(file.called(part) == "send" and not is_lifespan(file, part) for part in parts)
    handed = any(id(one) not in kept for one in given if isinstance(one.ctx, ast.Load))
    return not (raises or answers or handed)


def only_looked_at(node: ast.AST) -> list[ast.AST]:
    """Return the children of a node that it asks or calls, and does not pass on."""
    match node:
        case ast.Call():
            return [node.func]
        case ast.Subscript() | ast.Attribute():
            return [node.value]
        case ast.Compare():
            return [*node.comparators]
    return []


def is_lifespan(file: Parsed, call: ast.AST) -> bool:
    """Tell whether a call sends an event of lifespan that is written out."""
    event = call.args[0] if isinstance(call, ast.Call) and len(call.args) == 1 else None
    if not isinstance(event, ast.Dict):
        return False
    pairs = zip(event.keys, event.values, strict=True)
    kinds = [file.text(value) for key, value in pairs if key and file.text(key) == "type"]
    return all((kind or "").startswith("lifespan.") for kind in kinds) and bool(kinds)
