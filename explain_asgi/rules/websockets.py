"""Rules about WebSockets with Channels: routes, consumers, and who may open one."""

import ast
import re
from collections.abc import Iterator

from explain_asgi.edits import new_import, replaced, wrapped
from explain_asgi.entry_point import entries, routers
from explain_asgi.model import Edit
from explain_asgi.parsed import Parsed
from explain_asgi.rules.base import Hit, rule

# What reads the visitor's cookies into the scope, and what is known to ask nobody.
COOKIES = {
    "AuthMiddlewareStack",
    "SessionMiddlewareStack",
    "CookieMiddleware",
    "SessionMiddleware",
    "AuthMiddleware",
}
PLAIN = COOKIES | {"URLRouter", "path", "re_path", "url", "as_asgi", "list", "chain", "include"}
CHECKS = re.compile(r"origin|cors|csrf|host|valid|secure|security", re.IGNORECASE)
NOBODY_ASKS = "Nothing asks which page a WebSocket comes from"
PROTOCOLS = {
    "https": "http",
    "HTTP": "http",
    "Http": "http",
    "websockets": "websocket",
    "ws": "websocket",
    "wss": "websocket",
    "WebSocket": "websocket",
    "Websocket": "websocket",
    "web_socket": "websocket",
    "web-socket": "websocket",
    "websoket": "websocket",
    "webscoket": "websocket",
    "lifecycle": "lifespan",
    "life_span": "lifespan",
    "channels": "channel",
}


@rule("origin-not-checked", "warning", "in silence", "grow/websocket-users.html")
def origin_not_checked(file: Parsed) -> Iterator[Hit]:
    """A page of any other site may open a WebSocket in the name of its visitor."""
    for _, table in routers(file):
        value = entries(file, table).get("websocket")
        if value is not None and is_open(file, value):
            star = lets_all_in(file, value)
            who = 'The list `["*"]` lets every page in' if star else NOBODY_ASKS
            yield Hit(
                value,
                f"{who}, so a page of any site "
                "may open one from your visitor's browser, which sends your cookies along.",
                "Wrap it in `AllowedHostsOriginValidator`, which asks `ALLOWED_HOSTS`."
                if not star
                else "Name your own origins, or use `AllowedHostsOriginValidator`.",
                () if star else validated(file, value),
            )


def is_open(file: Parsed, value: ast.expr) -> bool:
    """Tell whether an application for WebSockets, as far as it shows, checks no origin."""
    names = {
        file.called(node).rpartition(".")[2]
        for node in file.pieces(value)
        if isinstance(node, ast.Call)
    } - {""}
    words = {node.id for node in file.pieces(value) if isinstance(node, ast.Name)}
    if "URLRouter" not in names:
        return False
    if lets_all_in(file, value):
        return True
    if any(CHECKS.search(name) for name in names | words):
        return False
    return bool(names & COOKIES) or names <= PLAIN


def lets_all_in(file: Parsed, value: ast.expr) -> bool:
    """Tell whether the validator outside of everything is told that every origin is right."""
    call = file.value(value)
    if not isinstance(call, ast.Call) or not file.called(call).endswith(".OriginValidator"):
        return False
    given = [*call.args[1:2], *(word.value for word in call.keywords)]
    lists = [file.value(one) for one in given]
    texts = [file.text(one) for many in lists if isinstance(many, (ast.List, ast.Tuple))
             for one in many.elts]  # fmt: skip
    return "*" in texts


def validated(file: Parsed, value: ast.expr) -> tuple[Edit, ...]:
    """Return the edits that wrap the application, and import what wraps it."""
    name = "AllowedHostsOriginValidator"
    around = wrapped(file, value, f"{name}(")
    if name in file.imports:
        return (around,)
    return around, new_import(file, f"from channels.security.websocket import {name}")


@rule("as-asgi-missing", "error", "first WebSocket", "errors/routes.html#as-asgi-missing")
def as_asgi_missing(file: Parsed) -> Iterator[Hit]:
    """A consumer stands in a route without `.as_asgi()`."""
    if not is_channels_3(file):
        return
    for node in consumer_places(file):
        name = file.dotted(node).rpartition(".")[2]
        if isinstance(node, (ast.Name, ast.Attribute)) and name.endswith("Consumer"):
            yield Hit(
                node,
                "The router calls the class as if it were the application, and the "
                f"first WebSocket is a 500: `TypeError: object {name} can't be used in "
                "'await' expression`, or `takes 1 positional argument but 4 were given`.",
                f"Write `{name}.as_asgi()`.",
                (wrapped(file, node, "", ".as_asgi()"),),
            )


def is_channels_3(file: Parsed) -> bool:
    """Tell whether the file is for Channels 3 or later, where consumers have `as_asgi`."""
    names = {node.attr for node in file.nodes if isinstance(node, ast.Attribute)}
    return "as_asgi" in names or "django.core.asgi.get_asgi_application" in file.imports.values()


def consumer_places(file: Parsed) -> Iterator[ast.expr]:
    """Yield the expressions in the places where a consumer belongs."""
    for node in file.nodes:
        name = file.called(node).rpartition(".")[2]
        if isinstance(node, ast.Call) and name in {"path", "re_path", "url"} and len(node.args) > 1:
            yield node.args[1]
        elif isinstance(node, ast.Call) and name == "ChannelNameRouter":
            for table in node.args[:1]:
                yield from table.values if isinstance(table, ast.Dict) else []
    for _, table in routers(file):
        yield from table.values


@rule("route-leading-slash", "error", "first WebSocket", "errors/routes.html#no-route-found")
def route_leading_slash(file: Parsed) -> Iterator[Hit]:
    """A route for WebSockets begins with a slash, and fits no path."""
    for node in file.nodes:
        name = file.called(node).rpartition(".")[2]
        if not isinstance(node, ast.Call) or name not in {"path", "re_path"} or len(node.args) < 2:
            continue
        text = file.text(node.args[0]) or ""
        if re.match(r"/" if name == "path" else r"\^?/", text) and leads_to_consumer(file, node):
            yield Hit(
                node.args[0],
                "The router takes the first slash off a path before it looks, so no WebSocket "
                f"fits: `ValueError: No route found for path{asked_path(text)}`",
                "Leave the slash out.",
                without_slash(file, node.args[0]),
            )


def asked_path(route: str) -> str:
    """Return the path that a client means by a route, as the error quotes it, if it is plain."""
    path = route.removeprefix("^").removesuffix("$").removeprefix("/")
    return f" {path!r}." if re.fullmatch(r"[\w/-]+", path) else ""


def leads_to_consumer(file: Parsed, node: ast.Call) -> bool:
    """Tell whether a route ends in a consumer, written as such."""
    target = node.args[1]
    return file.called(target).endswith(".as_asgi") or file.dotted(target).endswith("Consumer")


def without_slash(file: Parsed, node: ast.expr) -> tuple[Edit, ...]:
    """Return the edit that takes the first slash off a text."""
    found = re.fullmatch(r"""(?s)(\w*)('|")(\^?)/(.*)""", file.segment(node))
    if not isinstance(node, ast.Constant) or not found or found[4].startswith(found[2] * 2):
        return ()
    return (replaced(file, node, "".join(found.groups())),)


@rule("protocol-misspelt", "error", "first request", "errors/routes.html")
def protocol_misspelt(file: Parsed) -> Iterator[Hit]:
    """A protocol is misspelt, so the router never hands it anything."""
    for _, table in routers(file):
        for key in table.keys:
            name = file.text(key) or ""
            right = PROTOCOLS.get(name, "")
            if key is not None and right and right not in entries(file, table):
                edits = (
                    (replaced(file, key, f'"{right}"'),) if isinstance(key, ast.Constant) else ()
                )
                yield Hit(
                    key,
                    f"No connection has the type {name!r}: `ValueError: No application "
                    f"configured for scope type {right!r}`",
                    f'Write `"{right}"`.',
                    edits,
                )


@rule("legacy-channels", "error", "import", "changes/index.html")
def legacy_channels(file: Parsed) -> Iterator[Hit]:
    """A name of an older Channels is imported, which Channels 4 does not have."""
    for node in file.nodes:
        if isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                if is_gone(node.module or "", alias.name):
                    yield Hit(
                        node,
                        f"Channels 4 does not have it, so there the import of this file ends "
                        f"with `{gone_error(node.module or '', alias.name)}`",
                        "Use Django's `get_asgi_application()` and a `ProtocolTypeRouter`.",
                    )


GONE = {"channels.asgi", "channels.http", "channels.handler", "channels.staticfiles"}


def is_gone(module: str, name: str) -> bool:
    """Tell whether Channels 4 lacks what is imported."""
    gone = {"route", "route_class", "include"}
    return module in GONE or (module == "channels.routing" and name in gone)


def gone_error(module: str, name: str) -> str:
    """Return the error of an import of what Channels 4 lacks."""
    if module in GONE:
        return f"ModuleNotFoundError: No module named {module!r}"
    return f"ImportError: cannot import name {name!r} from {module!r}"


@rule("legacy-default-application", "warning", "first request", "errors/routes.html")
def legacy_default_application(file: Parsed) -> Iterator[Hit]:
    """The application is looked up in the way of Channels 2."""
    for node in file.nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "channels.routing":
            names = {alias.name for alias in node.names}
        else:
            continue
        if "get_default_application" in names:
            yield Hit(
                node,
                "What is served is the router that `ASGI_APPLICATION` names. Those "
                'of Channels 2 have no `"http"`, and since Channels 3 each request then '
                "ends with `ValueError: No application configured for scope type 'http'`.",
                'Write the router here, with `"http": get_asgi_application()`.',
            )
