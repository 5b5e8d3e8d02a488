"""Rules about applications by hand: what they swallow, what they answer, what they start."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from explain_asgi.entry_point import entries, routers
from explain_asgi.parsed import Parsed
from explain_asgi.rules.application import takes_scope
from explain_asgi.rules.base import Hit, rule

RUNS = {"asyncio.run", "anyio.run"}
NEW_APP = {"FastAPI", "Starlette"}
ROUTES = {
    "include_router",
    "mount",
    "add_api_route",
    "add_route",
    "add_api_websocket_route",
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "websocket",
    "route",
    "api_route",
}


@rule("scope-swallowed", "error", "first WebSocket", "grow/middleware-mistakes.html")
def scope_swallowed(file: Parsed) -> Iterator[Hit]:
    """A wrapper hands on HTTP alone, and ends every WebSocket before it opens."""
    for function in around_sockets(file):
        for test in swallowing(function):
            yield Hit(
                test,
                "For what is not HTTP the function returns without a word, so a "
                "WebSocket that the application inside would take is refused.",
                "Test for what this wrapper is about, and call the application in any case.",
            )


def around_sockets(file: Parsed) -> Iterator[ast.AsyncFunctionDef]:
    """Yield each application by hand that stands around one which takes WebSockets."""
    for step in file.steps:
        node = step.node
        if isinstance(node, ast.AsyncFunctionDef) and takes_scope(node):
            names = {file.called(part) for part in ast.walk(node)}
            if any(takes_sockets(file, ast.Name(name, ast.Load())) for name in names - {""}):
                yield node
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)) and is_put_around(file, node.name):
            yield from (
                part
                for part in ast.walk(node)
                if isinstance(part, ast.AsyncFunctionDef) and takes_scope(part)
            )


def is_put_around(file: Parsed, name: str) -> bool:
    """Tell whether a class or function of the file is called with what takes WebSockets."""
    return any(
        takes_sockets(file, given, step.number)
        for step in file.steps
        for call in step.expressions()
        if isinstance(call, ast.Call) and file.called(call) == name
        for given in call.args
    )


def takes_sockets(file: Parsed, node: ast.expr, before: int | None = None) -> bool:
    """Tell whether an expression is a router that has a place for WebSockets."""
    value = file.value(node, before)
    return any(
        call is value and "websocket" in entries(file, table) for call, table in routers(file)
    )


def swallowing(function: ast.AsyncFunctionDef) -> Iterator[ast.If]:
    """Yield the ``if`` that asks for HTTP, where all connections but those it names end."""
    body = [node for node in function.body if not is_text(node)]
    calls = [node for node in ast.walk(function) if hands_on(node)]
    for node in body if calls else ():
        if not isinstance(node, ast.If):
            continue
        guards = not node.orelse and is_return(node.body[0])
        if guards and asks_for(node.test, ast.NotEq):
            yield node
        elif node is body[-1] and all(
            any(part is call for part in ast.walk(node)) for call in calls
        ):
            yield from without_rest(node)


def without_rest(node: ast.If) -> Iterator[ast.If]:
    """Yield the arm for HTTP, where no arm is for WebSockets and none for what is left."""
    arms = [node]
    while len(arms[-1].orelse) == 1 and isinstance(arms[-1].orelse[0], ast.If):
        arms.append(arms[-1].orelse[0])
    rest = arms[-1].orelse
    named = all(asks_for(arm.test, ast.Eq, "http", "lifespan") for arm in arms)
    if named and all(isinstance(one, ast.Pass) or is_return(one) for one in rest):
        yield from (arm for arm in arms if asks_for(arm.test, ast.Eq))


def is_return(node: ast.stmt) -> bool:
    """Tell whether a statement returns nothing."""
    return isinstance(node, ast.Return) and node.value is None


def is_text(node: ast.stmt) -> bool:
    """Tell whether a statement is a text that stands for itself."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def hands_on(node: ast.AST) -> bool:
    """Tell whether a call gives another application the connection."""
    words = [one.id for one in node.args if isinstance(one, ast.Name)] if is_call(node) else []  # type: ignore[attr-defined]
    return words[:2] == ["scope", "receive"]


def is_call(node: ast.AST) -> bool:
    """Tell whether a node is a call."""
    return isinstance(node, ast.Call)


def asks_for(test: ast.expr, kind: type[ast.cmpop], *types: str) -> bool:
    """Tell whether a condition compares the type of the connection with one: with HTTP, or more."""
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], kind):
        return False
    right = test.comparators[0]
    return isinstance(right, ast.Constant) and right.value in (types or ("http",))


@rule("asgi-2-class", "error", "first request", "errors/lifespan.html#asgi-two-class")
def asgi_2_class(file: Parsed) -> Iterator[Hit]:
    """A class of ASGI 2 stands in a router that makes one call."""
    if "django.core.asgi.get_asgi_application" not in file.imports.values():
        return
    for _, table in routers(file):
        for value in table.values:
            own = file.classes.get(file.dotted(value))
            if own is not None and parameters(own, "__init__") == ["self", "scope"]:
                yield Hit(
                    value,
                    f"The router calls it with three arguments: `TypeError: {own.name}"
                    ".__init__() takes 2 positional arguments but 4 were given`",
                    "Write `async def application(scope, receive, send)`.",
                )


def parameters(own: ast.ClassDef, name: str) -> list[str]:
    """Return the names of a method's parameters."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    methods = [node for node in own.body if isinstance(node, kinds) and node.name == name]
    return [argument.arg for method in methods[:1] for argument in method.args.args]


@rule("async-at-import", "error", "start-up", "errors/async.html")
def async_at_import(file: Parsed) -> Iterator[Hit]:
    """An event loop is started while the file is imported."""
    for step in file.steps:
        for node in step.expressions():
            if step.sheltered or not isinstance(node, ast.Call):
                continue
            method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            own = file.called(node) in RUNS or method == "run_until_complete"
            if own or is_turned(file, node):
                yield Hit(
                    node,
                    "With `--workers` or `--reload`, Uvicorn imports this file inside of its "
                    "event loop, where a second one cannot run: the import ends with a "
                    "`RuntimeError`.",
                    "Do it in a lifespan, in a command before the start, or below "
                    '`if __name__ == "__main__":`.',
                )


def is_turned(file: Parsed, node: ast.Call) -> bool:
    """Tell whether a call is ``async_to_sync(...)(...)``."""
    return file.called(node.func) == "asgiref.sync.async_to_sync"


@rule("mount-shadows", "error", "later request", "grow/second-app.html")
def mount_shadows(file: Parsed) -> Iterator[Hit]:
    """An application is mounted on `/` above other routes, and takes all they are for."""
    for node, line in [*mounted_first(file), *listed_first(file)]:
        yield Hit(
            node,
            f"`/` fits every path, and the first route that fits is taken: what "
            f"line {line} adds is never asked.",
            "Mount it last.",
        )


def mounted_first(file: Parsed) -> Iterator[tuple[ast.expr, int]]:
    """Yield each call that mounts on every path, and the line of the first that comes too late."""
    made = [
        (name, file.called(value)) for name, pairs in file.assigned.items() for _, value in pairs
    ]
    for app in sorted({name for name, called in made if called.rpartition(".")[2] in NEW_APP}):
        mounts = [
            (step.number, node)
            for step in file.steps
            if not step.conditional
            for node in step.expressions()
            if isinstance(node, ast.Call) and file.called(node) == f"{app}.mount"
            if is_for_all(file, node)
        ]
        for number, node in mounts[:1]:
            below = [step.node for step in file.steps[number + 1 :]]
            yield from [(node, one.lineno) for one in below if adds_route(file, one, app)][:1]


def listed_first(file: Parsed) -> Iterator[tuple[ast.expr, int]]:
    """Yield each ``Mount`` of every path in a list of routes, and the line of what is behind it."""
    for call, name in file.calls:
        given = [word.value for word in call.keywords if word.arg == "routes"]
        for routes in map(file.value, given if name.rpartition(".")[2] in NEW_APP else []):
            listed = routes.elts if isinstance(routes, ast.List) else []
            yield from [(a, b.lineno) for a, b in pairwise(listed) if is_mount_of_all(file, a)][:1]


def is_mount_of_all(file: Parsed, node: ast.expr) -> bool:
    """Tell whether a route takes every path."""
    name = file.called(node).rpartition(".")[2]
    return isinstance(node, ast.Call) and name == "Mount" and is_for_all(file, node)


def is_for_all(file: Parsed, node: ast.Call) -> bool:
    """Tell whether a call names the path that fits every other."""
    paths = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "path")]
    return any(file.text(path) in {"", "/"} for path in paths)


def adds_route(file: Parsed, node: ast.stmt, app: str) -> bool:
    """Tell whether a statement adds a route to an application."""
    calls: list[ast.expr] = []
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        calls = node.decorator_list
    elif isinstance(node, ast.Expr):
        calls = [node.value]
    return any(file.called(call) in {f"{app}.{name}" for name in ROUTES} for call in calls)
