"""Rules about applications by hand: what they swallow, what they answer, what they start."""

import ast
from collections.abc import Iterator

from explain_asgi.edits import replaced
from explain_asgi.entry_point import entries, routers
from explain_asgi.parsed import Function, Parsed
from explain_asgi.rules.application import takes_scope
from explain_asgi.rules.base import Hit, rule

LIFESPAN = (
    "lifespan.startup.complete",
    "lifespan.startup.failed",
    "lifespan.shutdown.complete",
    "lifespan.shutdown.failed",
)
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
    inside = {
        name
        for name, pairs in file.assigned.items()
        if any(
            call is pairs[-1][1] and "websocket" in entries(file, table)
            for call, table in routers(file)
        )
    }
    for function in file.nodes:
        if isinstance(function, ast.AsyncFunctionDef) and takes_scope(function):
            for test in swallowing(function):
                calls = {file.called(node) for node in ast.walk(test)}
                if calls & inside:
                    yield Hit(
                        test,
                        "For what is not HTTP the function returns without a word, so a "
                        "WebSocket that the application inside would take is refused.",
                        "Test for what this wrapper is about, and call the application in "
                        "any case.",
                    )


def swallowing(function: ast.AsyncFunctionDef) -> Iterator[ast.If]:
    """Yield an ``if`` that is the whole body, asks for HTTP, and has no ``else``."""
    body = [
        node
        for node in function.body
        if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Constant)
    ]
    for node in body[-1:]:
        if isinstance(node, ast.If) and not node.orelse and asks_for(node.test, "http"):
            yield node


def asks_for(test: ast.expr, kind: str) -> bool:
    """Tell whether a condition is ``scope["type"] == kind``."""
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq):
        return False
    right = test.comparators[0]
    return isinstance(right, ast.Constant) and right.value == kind


@rule("lifespan-event-misspelt", "error", "start-up", "protocol/lifespan.html")
def lifespan_event_misspelt(file: Parsed) -> Iterator[Hit]:
    """An event of lifespan is sent that servers do not know."""
    for node in file.nodes:
        if isinstance(node, ast.Call) and file.called(node) == "send" and node.args:
            kind = type_of(file, node.args[0])
            name = file.text(kind) or ""
            if kind is not None and name.startswith("lifespan") and name not in LIFESPAN:
                right = next(
                    (
                        known
                        for known in LIFESPAN
                        if name.rstrip("d") == known or name.replace("_", ".") == known
                    ),
                    "",
                )
                edits = (replaced(file, kind, f'"{right}"'),) if right else ()
                yield Hit(
                    kind,
                    f"A server knows {', '.join(LIFESPAN[:2])} and the same of shutdown; "
                    f"to {name!r} Uvicorn answers with an error, and goes on without lifespan.",
                    f'Write `"{right or LIFESPAN[0]}"`.',
                    edits,
                )


def type_of(file: Parsed, event: ast.expr) -> ast.expr | None:
    """Return what stands for ``type`` in an event that is written out."""
    if not isinstance(event, ast.Dict):
        return None
    pairs = zip(event.keys, event.values, strict=True)
    return next((value for key, value in pairs if key and file.text(key) == "type"), None)


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
            name = file.called(node)
            last = name.rpartition(".")[2]
            if step.sheltered or not isinstance(node, ast.Call):
                continue
            if name in RUNS or last == "run_until_complete" or is_turned(file, node):
                yield Hit(
                    node,
                    "With `--workers`, Uvicorn imports this file inside of its event loop, "
                    "where a second one cannot run: each worker ends with a `RuntimeError`.",
                    "Do it in a lifespan, in a command before the start, or below "
                    '`if __name__ == "__main__":`.',
                )


def is_turned(file: Parsed, node: ast.Call) -> bool:
    """Tell whether a call is ``async_to_sync(...)(...)``."""
    return file.called(node.func) == "asgiref.sync.async_to_sync"


@rule("mount-shadows", "error", "later request", "grow/second-app.html")
def mount_shadows(file: Parsed) -> Iterator[Hit]:
    """An application is mounted on `/` above other routes, and takes all they are for."""
    apps = {
        name
        for name, pairs in file.assigned.items()
        for _, value in pairs
        if file.called(value).rpartition(".")[2] in NEW_APP
    }
    for app in sorted(apps):
        mounts = [
            (step.number, node)
            for step in file.steps
            if not step.conditional
            for node in step.expressions()
            if is_mount_of_all(file, node, app)
        ]
        for number, node in mounts[:1]:
            later = [
                step.node for step in file.steps[number + 1 :] if adds_route(file, step.node, app)
            ]
            if later:
                assert isinstance(node, ast.Call)  # noqa: S101 - only a call is a mount.
                yield Hit(
                    node,
                    f"`/` fits every path, and the first route that fits is taken: what "
                    f"line {later[0].lineno} adds is never asked.",
                    "Mount it last.",
                )


def is_mount_of_all(file: Parsed, node: ast.AST, app: str) -> bool:
    """Tell whether a call mounts an application on every path."""
    if not isinstance(node, ast.Call) or file.called(node) != f"{app}.mount":
        return False
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


__all__ = [
    "Function",
    "asgi_2_class",
    "async_at_import",
    "lifespan_event_misspelt",
    "mount_shadows",
    "scope_swallowed",
]
