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
    for name, value in assignments(node):
        if answer := application_words(file, name, value):
            return answer
    return None


def application_words(file: Parsed, name: str, value: ast.expr) -> Told | None:
    """Explain what an application is made of."""
    called = file.called(value)
    last = called.rpartition(".")[2]
    role = f"`{name}`, which a server is told" if name == served(file) else f"`{name}`"
    if is_getter(called):
        protocol = "ASGI" if "asgi" in last else "WSGI"
        return (
            "application",
            f"Sets Django up and keeps its {protocol} application, which answers HTTP, as {role}.",
            LINES + "application.html",
        )
    if last == "get_default_application":
        return (
            "legacy-application",
            f"Keeps what the setting `ASGI_APPLICATION` names as {role}, in the way of Channels 2.",
            "grow/websockets.html",
        )
    if last == "ProtocolTypeRouter" and isinstance(value, ast.Call):
        return "router", router_words(file, value, role), "grow/websockets.html"
    if last in FRAMEWORKS:
        return (
            "second-application",
            f"Makes an application of {last}, as {role}.",
            "grow/second-app.html",
        )
    if last == "URLRouter":
        return "routes", f"Finds what answers by the path, as {role}.", "grow/websockets.html"
    if last in CHANNELS or holds_application(file, value):
        return wrapper_words(file, last, value, role)
    if name == "application" and isinstance(value, ast.Call):
        text = f"Keeps what `{called}` returns as {role}; this file does not show what that is."
        return "application", text, LINES + "application.html"
    return None


CHANNELS = {"AllowedHostsOriginValidator", "OriginValidator", "AuthMiddlewareStack",
            "SessionMiddlewareStack", "ChannelNameRouter"}  # fmt: skip


FRAMEWORKS = {"FastAPI", "Starlette", "FastMCP", "Litestar", "Quart"}


def router_words(file: Parsed, value: ast.Call, role: str) -> str:
    """Explain a router: what each protocol leads to."""
    table = file.value(value.args[0]) if value.args else None
    if not isinstance(table, ast.Dict):
        return f"Looks at the type of each connection and hands it on; the result is {role}."
    found = entries(file, table)
    parts = [f"`{name}` goes to {target_words(file, target)}" for name, target in found.items()]
    end = "" if "http" in found else " There is no `http`, so an HTTP request ends with an error."
    return f"Looks at the type of each connection: {', '.join(parts)}. The result is {role}.{end}"


def target_words(file: Parsed, node: ast.expr) -> str:
    """Return how one target of a router is spoken of: from the outside to the inside."""
    value = file.value(node)
    names = [
        file.called(part).rpartition(".")[2]
        for part in ast.walk(value)
        if isinstance(part, ast.Call)
    ]
    names = [name for name in names if name and name not in {"as_asgi", "path", "re_path"}]
    if not names:
        return f"`{' '.join(file.segment(node).split())[:60]}`"
    return " around ".join(f"`{name}`" for name in names[:5])


def holds_application(file: Parsed, value: ast.expr) -> bool:
    """Tell whether an expression is made of an application."""
    if isinstance(value, ast.Constant):
        return False
    return any(
        is_set_up(file, part)
        or file.called(part).rpartition(".")[2] in {"ProtocolTypeRouter", *FRAMEWORKS}
        for part in file.pieces(value)
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


def wrapper_words(file: Parsed, last: str, value: ast.expr, role: str) -> Told:
    """Explain what stands around an application."""
    if not isinstance(value, ast.Call):
        if isinstance(value, (ast.Name, ast.Attribute)):
            return (
                "alias",
                f"Gives the same application another name: {role}.",
                LINES + "application.html",
            )
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
    return (
        "wrapper",
        f"Puts `{last or 'something'}` around the application, where it hears every connection "
        f"first; the result is {role}.",
        "grow/middleware.html",
    )


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
    if not isinstance(node, ast.Expr):
        return None
    last = file.called(node.value).rpartition(".")[2]
    if last == "mount":
        return "mount", "Puts an application below a path of another one.", "grow/second-app.html"
    if last in {"include_router", "add_middleware", "add_route", "add_api_route"}:
        return (
            "second-application",
            "Adds to the application beside Django's.",
            "grow/second-app.html",
        )
    return None
