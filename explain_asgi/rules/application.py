"""Rules about the object that a server is given: its name, its protocol, how often it is built."""

import ast
from collections.abc import Iterator

from explain_asgi.edits import new_import, replaced, spelt_everywhere
from explain_asgi.entry_point import alike, entries, is_getter, is_wsgi_file, routers, served
from explain_asgi.model import Edit
from explain_asgi.parsed import Parsed, Step, executed
from explain_asgi.rules.base import Hit, rule

WSGI = "get_wsgi_application"
# What is written for WSGI and is often put around an ASGI application.
WSGI_ONLY = {
    "whitenoise.WhiteNoise",
    "whitenoise.base.WhiteNoise",
    "django.contrib.staticfiles.handlers.StaticFilesHandler",
    "dj_static.Cling",
    "dj_static.MediaCling",
    "a2wsgi.WSGIMiddleware",
    "a2wsgi.wsgi.WSGIMiddleware",
    "asgiref.wsgi.WsgiToAsgi",
    "starlette.middleware.wsgi.WSGIMiddleware",
    "fastapi.middleware.wsgi.WSGIMiddleware",
    "uvicorn.middleware.wsgi.WSGIMiddleware",
    "werkzeug.middleware.proxy_fix.ProxyFix",
}


@rule("application-misspelt", "error", "start-up", "line-by-line/application.html")
def application_misspelt(file: Parsed) -> Iterator[Hit]:
    """The name `application` is misspelt."""
    if served(file) or file.stars:
        return
    for name, pairs in file.assigned.items():
        step, value = pairs[-1]
        if alike("application", name, 0.9) and makes_application(file, value):
            target = next(
                node
                for node in executed(step.node)
                if isinstance(node, ast.Name) and node.id == name
            )
            yield Hit(
                target,
                "A server that is told `application` does not find it: "
                '`Attribute "application" not found in module`',
                "Write `application`.",
                spelt_everywhere(file, name, "application"),
            )


def makes_application(file: Parsed, value: ast.expr) -> bool:
    """Tell whether an expression makes an application, Django's or a router."""
    name = file.called(value)
    return is_getter(name) or name.rpartition(".")[2] == "ProtocolTypeRouter"


@rule("application-missing", "error", "start-up", "line-by-line/application.html")
def application_missing(file: Parsed) -> Iterator[Hit]:
    """The application is built, and given no name."""
    if served(file) or file.stars:
        return
    for step in file.steps:
        call = step.node.value if isinstance(step.node, ast.Expr) else None
        if call and not step.inside and is_getter(file.called(call)) and is_last(file, step):
            yield Hit(
                call,
                "A server that is told `application` does not find it: "
                '`Attribute "application" not found in module`',
                f"Write `application = {file.segment(call)}`.",
                (replaced(file, call, f"application = {file.segment(call)}"),),
            )


def is_last(file: Parsed, step: Step) -> bool:
    """Tell whether nothing below a statement makes anything that could be served."""
    kinds = (ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
             ast.Import, ast.ImportFrom)  # fmt: skip
    return not any(isinstance(one.node, kinds) for one in file.steps[step.number + 1 :])


@rule("call-missing", "error", "first request", "errors/requests.html#call-lost")
def call_missing(file: Parsed) -> Iterator[Hit]:
    """A function that makes the application has lost its parentheses."""
    values = [pairs[-1][1] for name, pairs in file.assigned.items() if name == served(file)]
    values += [value for _, table in routers(file) for value in table.values]
    for node in values:
        if isinstance(node, (ast.Name, ast.Attribute)) and is_getter(file.dotted(node)):
            name = file.dotted(node).rpartition(".")[2]
            repaired = " Uvicorn alone repairs it, where nothing stands around it."
            yield Hit(
                node,
                "The application is the function itself, and each request is a 500: "
                f"`TypeError: {name}() takes 0 positional arguments`."
                + (repaired if "asgi" in name else ""),
                "Write the parentheses.",
                (replaced(file, node, file.segment(node) + "()"),),
            )


@rule("wsgi-in-asgi", "error", "first request", "errors/requests.html#asgi-server-wsgi-file")
def wsgi_in_asgi(file: Parsed) -> Iterator[Hit]:
    """A WSGI application stands where an ASGI server calls it."""
    if is_wsgi_file(file):
        return
    for node in asgi_places(file):
        if is_wsgi(file, node):
            yield Hit(
                node,
                "An ASGI server calls it with the wrong arguments, and each request is a "
                "500: `TypeError: WSGIHandler.__call__() missing 1 required positional "
                "argument: 'start_response'`",
                "Use `get_asgi_application()`.",
                to_asgi(file, node),
            )


def asgi_places(file: Parsed) -> Iterator[ast.expr]:
    """Yield the expressions that an ASGI server calls, as far as they are plain."""
    pairs = file.assigned.get(served(file), [])
    if pairs and "asgi" in file.filename.lower() and not pairs[-1][0].conditional:
        yield file.value(pairs[-1][1], pairs[-1][0].number)
    for _, table in routers(file):
        for name, value in entries(file, table).items():
            if name == "http":
                yield file.value(value)


def is_wsgi(file: Parsed, node: ast.expr) -> bool:
    """Tell whether an expression is Django's WSGI application."""
    name = file.called(node)
    return name.rpartition(".")[2] == WSGI or name == "django.core.handlers.wsgi.WSGIHandler"


def to_asgi(file: Parsed, node: ast.expr) -> tuple[Edit, ...]:
    """Return the edits that call the function for ASGI, and import it where it is not."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return ()
    swap = replaced(file, node.func, "get_asgi_application")
    if "get_asgi_application" in file.imports:
        return (swap,)
    lines = [
        one
        for one in file.nodes
        if isinstance(one, ast.ImportFrom)
        and one.module == "django.core.wsgi"
        and len(one.names) == 1
    ]
    count = sum(isinstance(one, ast.Name) and one.id == node.func.id for one in file.nodes)
    source = "from django.core.asgi import get_asgi_application"
    if lines and count == 1:
        return swap, replaced(file, lines[0], source)
    return swap, new_import(file, source)


@rule("asgi-in-wsgi", "error", "first request", "errors/requests.html#wsgi-server-asgi-file")
def asgi_in_wsgi(file: Parsed) -> Iterator[Hit]:
    """An ASGI application stands in the file for WSGI."""
    pairs = file.assigned.get("application", [])
    if not is_wsgi_file(file) or not pairs:
        return
    value = file.value(pairs[-1][1], pairs[-1][0].number)
    if file.called(value) == "django.core.asgi.get_asgi_application":
        yield Hit(
            value,
            "A WSGI server calls it with two arguments, and each request is a 500: "
            "`TypeError: ASGIHandler.__call__() missing 1 required positional argument: "
            "'send'`",
            "Use `get_wsgi_application()`, from `django.core.wsgi`.",
        )


@rule("wsgi-wrapper", "error", "first request", "errors/requests.html#wsgi-server-asgi-file")
def wsgi_wrapper(file: Parsed) -> Iterator[Hit]:
    """A wrapper for WSGI applications stands around an ASGI application."""
    for step in file.steps:
        for node in step.expressions():
            if (
                not isinstance(node, ast.Call)
                or file.called(node) not in WSGI_ONLY
                or not node.args
            ):
                continue
            inside = file.value(node.args[0], step.number)
            if file.called(inside) == "django.core.asgi.get_asgi_application":
                name = file.called(node).rpartition(".")[2]
                yield Hit(
                    node,
                    f"`{name}` is written for WSGI, and what it holds for ASGI. Each "
                    "request is a 500, with a `TypeError` about its arguments.",
                    f"Take `{name}` away, or give it `get_wsgi_application()`.",
                )


@rule("built-twice", "warning", "start-up", "line-by-line/application.html")
def built_twice(file: Parsed) -> Iterator[Hit]:
    """The application is built twice."""
    calls = [
        (step, node)
        for step in file.steps
        if not step.conditional
        for node in step.expressions()
        if file.called(node) == "django.core.asgi.get_asgi_application"
    ]
    for step, node in calls[1:]:
        assert isinstance(node, ast.Call)  # noqa: S101 - only a call has a called name.
        yield Hit(
            node,
            f"Line {calls[0][1].lineno} builds it already; here every piece of "  # type: ignore[attr-defined]
            "middleware is built again, and the second application is another object.",
            "Use the first one.",
            reused(file, calls[0], step, node),
        )


def reused(
    file: Parsed, first: tuple[Step, ast.AST], step: Step, node: ast.Call
) -> tuple[Edit, ...]:
    """Return the edit that takes the object that is there, where it still has its name."""
    names = [
        name
        for name, pairs in file.assigned.items()
        if pairs[0][0] is first[0]
        and pairs[0][1] is first[1]
        and not any(first[0].number < other.number < step.number for other, _ in pairs)
    ]
    return (replaced(file, node, names[0]),) if names else ()


@rule("built-per-request", "warning", "later request", "line-by-line/application.html")
def built_per_request(file: Parsed) -> Iterator[Hit]:
    """The application is built anew for each request."""
    for function in file.nodes:
        if isinstance(function, ast.AsyncFunctionDef) and takes_scope(function):
            for node in plain_parts(function):
                if file.called(node) == "django.core.asgi.get_asgi_application":
                    assert isinstance(node, ast.Call)  # noqa: S101 - as above.
                    yield Hit(
                        node,
                        "Each request and each WebSocket builds every piece of middleware again.",
                        "Call it once, above the function, and keep what it returns.",
                    )


def takes_scope(function: ast.AsyncFunctionDef | ast.FunctionDef) -> bool:
    """Tell whether a function has the parameters of an ASGI application."""
    names = [argument.arg for argument in function.args.args]
    return names[-3:] == ["scope", "receive", "send"]


def plain_parts(function: ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    """Yield what runs at each call of a function, without what asks first if it is needed."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        asks = isinstance(node, ast.If) and any(
            (isinstance(part, ast.Constant) and part.value is None) or isinstance(part, ast.Not)
            for part in ast.walk(node.test)
        )
        if not asks:
            yield node
            waiting.extend(ast.iter_child_nodes(node))


@rule("wrapped-not-served", "warning", "in silence", "grow/telemetry.html")
def wrapped_not_served(file: Parsed) -> Iterator[Hit]:
    """The application is wrapped, and the bare one keeps the name that is served."""
    for step in file.steps:
        call = getattr(step.node, "value", None)
        if step.conditional or not isinstance(call, ast.Call) or not wraps_served(file, step, call):
            continue
        kept = isinstance(step.node, ast.Expr)
        names = (
            []
            if kept
            else [
                node.id
                for node in executed(step.node)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            ]
        )
        if kept or (names and "application" not in names and not used_after(file, step, names)):
            what = "The result is dropped" if kept else f"The result is called `{names[0]}`"
            yield Hit(
                step.node,
                f"{what}, and a server that is told `application` runs what is "
                "inside: the wrapper sees no request, and no error tells it.",
                "Give the result the name `application`.",
                rebound(file, step, call, kept),
            )


def wraps_served(file: Parsed, step: Step, call: ast.Call) -> bool:
    """Tell whether a call puts middleware around the object that keeps the name `application`."""
    name = file.called(call).rpartition(".")[2]
    bound = file.assigned.get("application", [])
    inside = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "app")]
    holds = any(isinstance(node, ast.Name) and node.id == "application" for node in inside)
    wrapper = name.endswith("Middleware") or name in {"WhiteNoise", "ASGIStaticFilesHandler"}
    later = any(other.number > step.number for other, _ in bound)
    own = isinstance(step.node, ast.Expr) or bool(bound and bound[-1][0].number < step.number)
    return wrapper and holds and own and not later and file.called(call) not in file.functions


def used_after(file: Parsed, step: Step, names: list[str]) -> bool:
    """Tell whether a name is used below a statement."""
    below = file.steps[step.number + 1 :]
    nodes = (node for one in below for node in ast.walk(one.node))
    return any(isinstance(node, ast.Name) and node.id in names for node in nodes)


def rebound(file: Parsed, step: Step, call: ast.Call, kept: bool) -> tuple[Edit, ...]:
    """Return the edit that names the result `application`."""
    if kept:
        return (replaced(file, call, f"application = {file.segment(call)}"),)
    targets = step.node.targets if isinstance(step.node, ast.Assign) else []
    return (replaced(file, targets[0], "application"),) if len(targets) == 1 else ()


@rule("http-lost", "error", "first request", "errors/routes.html")
def http_lost(file: Parsed) -> Iterator[Hit]:
    """The router has no place for HTTP, and Django's application is not asked."""
    pairs = file.assigned.get("application", [])
    for step, value in pairs[-1:]:
        table = next((table for call, table in routers(file) if call is value), None)
        if table is None or None in table.keys or step.conditional:
            continue
        if "http" not in entries(file, table) and is_lost(file, pairs):
            yield Hit(
                value,
                "The router has no `http`, so Django's own application is never asked: each HTTP "
                "request ends with `ValueError: No application configured for scope type 'http'`.",
                'Add `"http"`, with what `get_asgi_application()` returns.',
            )


def is_lost(file: Parsed, pairs: list[tuple[Step, ast.expr]]) -> bool:
    """Tell whether Django's application is imported or built, and then used for nothing."""
    loads = [
        node for node in file.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    ]
    used = {node.id for node in loads}
    built = any(is_getter(file.called(value)) for _, value in pairs[:-1])
    imported = any(
        target == "django.core.asgi.get_asgi_application" and name not in used
        for name, target in file.imports.items()
    )
    return (built and "application" not in used) or imported
