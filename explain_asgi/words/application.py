"""What is said of the object that a server is given, and of what stands around it."""

import ast

from explain_asgi.entry_point import (
    entries,
    is_getter,
    is_set_up,
    served,
)
from explain_asgi.parsed import Parsed, assignments
from explain_asgi.words.shape import LINES, Told


def application(file: Parsed, node: ast.stmt) -> Told | None:
    """Explain an assignment that makes an application, or gives one a name."""
    number = file.numbers.get(id(node))
    for name, value in assignments(node):
        if answer := application_words(file, name, value, number):
            return answer
    return None


def application_words(file: Parsed, name: str, value: ast.expr, number: int | None) -> Told | None:
    """Explain what an application is made of."""
    called = file.called(value)
    last = called.rpartition(".")[2]
    role = role_of(file, name)
    if is_getter(called):
        protocol = "ASGI" if "asgi" in last else "WSGI"
        begin = "Keeps Django's" if is_up(file, number) else "Sets Django up and keeps its"
        text = f"{begin} {protocol} application, which answers HTTP, as {role}."
        return "application", text, LINES + "application.html"
    if last == "get_default_application":
        return (
            "legacy-application",
            f"Keeps what the setting `ASGI_APPLICATION` names as {role}, in the way of Channels 2.",
            "grow/websockets.html",
        )
    if last == "ProtocolTypeRouter" and isinstance(value, ast.Call):
        return "router", router_words(file, value, role, number), "grow/websockets.html"
    if last in FRAMEWORKS:
        return (
            "second-application",
            f"Makes an application of {last}, as {role}.",
            "grow/second-app.html",
        )
    if last == "URLRouter":
        return "routes", f"Finds what answers by the path, as {role}.", "grow/websockets.html"
    if last in CHANNELS or holds_application(file, value, number):
        return wrapper_words(file, last, value, role, number)
    if last in SESSIONS:
        what = "Makes the application of an MCP endpoint, whose sessions begin with lifespan"
        text = f"{what}; the result is {role}."
        return "second-application", text, "grow/mcp.html"
    if name == served(file) and isinstance(value, (ast.Name, ast.Attribute)):
        return alias_words(file, value, role)
    if name == "application" and isinstance(value, ast.Call):
        text = f"Keeps what `{called}` returns as {role}; this file does not show what that is."
        return "application", text, LINES + "application.html"
    return None


def role_of(file: Parsed, name: str) -> str:
    """Return a name, with what a server has to do with it."""
    if name != served(file):
        return f"`{name}`"
    if name == "application":
        return "`application`, the name that a server is given"
    return f"`{name}`, so the name that a server is given has to end in `:{name}`"


CHANNELS = {"AllowedHostsOriginValidator", "OriginValidator", "AuthMiddlewareStack",
            "SessionMiddlewareStack", "ChannelNameRouter"}  # fmt: skip


FRAMEWORKS = {"FastAPI", "Starlette", "FastMCP", "Litestar", "Quart"}
SESSIONS = {"streamable_http_app", "http_app"}


def is_up(file: Parsed, number: int | None) -> bool:
    """Tell whether a statement above this one has surely set Django up."""
    return number is not None and any(
        not step.conditional and is_set_up(file, node)
        for step in file.steps[:number]
        for node in step.expressions()
    )


def router_words(file: Parsed, value: ast.Call, role: str, number: int | None) -> str:
    """Explain a router: what each protocol leads to, and what known parts of it do."""
    table = file.value(value.args[0], number) if value.args else None
    if not isinstance(table, ast.Dict):
        return f"Looks at the type of each connection and hands it on; the result is {role}."
    chains = {name: chain(file, node, number) for name, node in entries(file, table).items()}
    parts = [f"`{name}` goes to {' around '.join(names)}" for name, names in chains.items()]
    used = {name for names in chains.values() for name in names}
    known = [f"{name} {does}" for name, does in DOES.items() if name in used]
    end = f" {'; '.join(known)}." if known else ""
    if "http" not in chains:
        end += " There is no `http`, so an HTTP request ends with an error."
    return f"Looks at the type of each connection: {', '.join(parts)}. The result is {role}.{end}"


DOES = {
    "`AllowedHostsOriginValidator`": "refuses a page of another site, by `ALLOWED_HOSTS`",
    "`AuthMiddlewareStack`": "reads the session cookie and puts the user into the scope",
    "`URLRouter`": "finds what answers by the path",
}


def chain(file: Parsed, node: ast.expr, number: int | None) -> list[str]:
    """Return how an application is spoken of: from the outside to the inside."""
    names: list[str] = []
    inside: ast.expr | None = file.value(node, number)
    while isinstance(inside, ast.Call) and len(names) < 5:
        called = file.called(inside)
        last = called.rpartition(".")[2]
        if is_getter(called):
            return [*names, "Django's application"]
        names += [f"`{last}`"] if last and last != "as_asgi" else []
        inside = only_call(file, inside, number)
    return names or [f"`{' '.join(file.segment(node).split())[:60]}`"]


def only_call(file: Parsed, node: ast.Call, number: int | None) -> ast.Call | None:
    """Return what a call is put around: the one argument that is a call itself."""
    values = [*node.args, *(word.value for word in node.keywords)]
    calls = [one for one in (file.value(value, number) for value in values)
             if isinstance(one, ast.Call)]  # fmt: skip
    return calls[0] if len(calls) == 1 else None


def holds_application(file: Parsed, value: ast.expr, number: int | None) -> bool:
    """Tell whether an expression is made of an application."""
    if isinstance(value, ast.Constant):
        return False
    return any(
        is_set_up(file, part)
        or file.called(part).rpartition(".")[2] in {"ProtocolTypeRouter", *FRAMEWORKS}
        for part in file.pieces(value, number)
    )


WRAPPERS = {
    "ASGIStaticFilesHandler": (
        "static",
        "Answers requests for static files by itself, and hands everything else on",
        "deploy/static-files.html",
    ),
    "WhiteNoise": (
        "static",
        "Answers requests for static files by itself; it is written for WSGI",
        "deploy/static-files.html",
    ),
    "StaticFilesHandler": (
        "static",
        "Answers requests for static files by itself; it is written for WSGI",
        "deploy/static-files.html",
    ),
    "OpenTelemetryMiddleware": ("telemetry", "Traces each connection", "grow/telemetry.html"),
    "SentryAsgiMiddleware": ("telemetry", "Reports errors to Sentry", "grow/telemetry.html"),
    "TracingMiddleware": ("telemetry", "Traces each connection", "grow/telemetry.html"),
    "ASGIApp": (
        "socketio",
        "Answers Socket.IO itself, and hands everything else on",
        "grow/second-app.html",
    ),
    "WsgiToAsgi": (
        "adapter",
        "Calls a WSGI application from ASGI, in a thread",
        LINES + "wsgi.html",
    ),
    "WSGIMiddleware": (
        "adapter",
        "Calls a WSGI application from ASGI, in a thread",
        LINES + "wsgi.html",
    ),
    "ASGIMiddleware": ("adapter", "Calls an ASGI application from WSGI", LINES + "wsgi.html"),
}


def alias_words(file: Parsed, value: ast.expr, role: str) -> Told:
    """Explain another name for the same application."""
    text = f"Gives `{file.segment(value)}` another name: {role}."
    return "alias", text, LINES + "application.html"


def wrapper_words(file: Parsed, last: str, value: ast.expr, role: str, number: int | None) -> Told:
    """Explain what stands around an application."""
    if not isinstance(value, ast.Call):
        if isinstance(value, (ast.Name, ast.Attribute)):
            return alias_words(file, value, role)
        return "choice", f"Chooses an application, as {role}.", LINES + "application.html"
    if last in WRAPPERS:
        kind, text, page = WRAPPERS[last]
        return kind, f"{text}; the result is {role}.", page
    own = last in file.functions and is_set_up(file, value)
    if own:
        return (
            "application",
            f"Calls `{last}` of this file, which sets Django up; the result is {role}.",
            LINES + "application.html",
        )
    inside = {"Django's application", "`ProtocolTypeRouter`", *(f"`{one}`" for one in FRAMEWORKS)}
    around = [name for name in chain(file, value, number) if name not in inside]
    names = " around ".join(around) or "something"
    text = f"Puts {names} around the application: the outermost hears every connection first"
    if len(around) == 1:
        text = f"Puts {names} around the application, where it hears every connection first"
    return "wrapper", f"{text}; the result is {role}.", "grow/middleware.html"


def routes(_file: Parsed, node: ast.stmt) -> Told | None:
    """Explain a list of routes."""
    for name, value in assignments(node):
        listed = isinstance(value, (ast.List, ast.Tuple, ast.BinOp))
        if listed and any(word in name.lower() for word in ("path", "pattern", "routes")):
            text = f"Lists the paths, and what answers each, as `{name}`."
            return "routes", text, "grow/websockets.html"
    return None


def mount(file: Parsed, node: ast.stmt) -> Told | None:
    """Explain what is mounted into, or added to, an application of another framework."""
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return None
    last = file.called(node.value).rpartition(".")[2]
    if last == "mount":
        return "mount", mount_words(file, node.value), "grow/second-app.html"
    if last in {"include_router", "add_middleware", "add_route", "add_api_route"}:
        text = "Adds to the application beside Django's."
        return "second-application", text, "grow/second-app.html"
    return None


def mount_words(file: Parsed, call: ast.Call) -> str:
    """Explain what is mounted where, as far as the file says it."""
    given = {word.arg: word.value for word in call.keywords}
    given |= dict(zip(("path", "app"), call.args, strict=False))
    path = file.text(given.get("path"))
    if path is None or "app" not in given or not isinstance(call.func, ast.Attribute):
        return "Puts an application below a path of another one."
    outer, inner = file.segment(call.func.value), file.segment(given["app"])
    if path in {"", "/"}:
        return f"Hands `{inner}` whatever fits no route that `{outer}` has so far."
    return f"Hands `{inner}` whatever is asked below `{path}`."
