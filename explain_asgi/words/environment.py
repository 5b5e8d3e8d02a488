"""What is said of the settings, the environment and the set-up."""

import ast

from explain_asgi.entry_point import (
    KEY,
    is_environ_item,
    settings_writes,
)
from explain_asgi.parsed import Parsed, assignments, executed
from explain_asgi.words.shape import LINES, Told, inner_blocks


def settings(file: Parsed, node: ast.stmt) -> Told | None:
    """Explain a write of ``DJANGO_SETTINGS_MODULE``."""
    inside = {id(part) for part in executed(node)} if not inner_blocks(node) else set()
    for one in settings_writes(file):
        if id(one.node) in inside and not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            value = value_words(file, one.value)
            if one.how == "setdefault":
                return (
                    "settings",
                    f"Names {value} as the settings module, unless `{KEY}` is set already.",
                    LINES + "setdefault.html",
                )
            return (
                "settings-assigned",
                f"Names {value} as the settings module, whatever `{KEY}` was before.",
                LINES + "setdefault.html",
            )
    return None


def value_words(file: Parsed, node: ast.expr | None) -> str:
    """Return how a value is spoken of: as itself, or as what chooses it."""
    text = file.text(node)
    if text is not None:
        return f"`{text}`"
    source = " ".join(file.segment(node).split()) if node is not None else ""
    return f"what `{source}` gives" if len(source) <= 80 else "what the expression gives"


def environment(file: Parsed, node: ast.stmt) -> Told | None:
    """Explain another write to the environment, or a change of ``sys.path``."""
    names = [file.called(part) for part in executed(node)]
    targets = node.targets if isinstance(node, ast.Assign) else []
    written = any(is_environ_item(file, target) for target in targets)
    if not written and not isinstance(node, ast.Expr):
        return None
    if written or {"os.environ.setdefault", "os.environ.update"} & set(names):
        text = "Writes a variable into the environment of this process."
        return "environment", text, LINES + "import-os.html"
    if any(name.startswith("sys.path.") for name in names):
        text = "Adds a folder to those in which Python looks for modules."
        return "path", text, LINES + "where-python-looks.html"
    if any(is_environment_file(name) for name in names):
        text = "Reads variables from a file into the environment."
        return "environment", text, "grow/settings.html"
    return None


def is_environment_file(name: str) -> bool:
    """Tell whether a call reads a file of variables."""
    return name.rpartition(".")[2] in {"load_dotenv", "read_env", "read_dotenv"}


def setup(file: Parsed, node: ast.stmt) -> Told | None:
    """Explain a call that sets Django up and keeps nothing."""
    if not isinstance(node, ast.Expr):
        return None
    name = file.called(node.value)
    if name in {"django.setup", "configurations.setup"}:
        return (
            "setup",
            "Sets Django up: settings, logging and apps. `get_asgi_application()` does it too.",
            LINES + "what-the-call-does.html",
        )
    return None


def telemetry(file: Parsed, node: ast.stmt) -> Told | None:
    """Explain the start of something that watches, or a part of it that is kept."""
    names = [file.called(part) for part in executed(node)]
    roots = {name.partition(".")[0] for name in names}
    watching = roots & WATCHERS or any(name.endswith(".instrument") for name in names)
    if isinstance(node, ast.Expr) and watching:
        text = "Starts what watches requests and errors, before there are any."
        return "telemetry", text, "grow/telemetry.html"
    for name, value in assignments(node):
        if file.called(value).partition(".")[0] in WATCHERS:
            text = f"Makes `{name}`, a part of what watches requests and errors."
            return "telemetry", text, "grow/telemetry.html"
    return None


WATCHERS = {
    "sentry_sdk",
    "newrelic",
    "ddtrace",
    "elasticapm",
    "logfire",
    "opentelemetry",
    "rollbar",
}
