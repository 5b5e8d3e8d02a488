"""Where the file names the settings, where it sets Django up, and what it hands to the server."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from explain_asgi.packages import import_steps, may_set_up, modules
from explain_asgi.parsed import Parsed, Step

KEY = "DJANGO_SETTINGS_MODULE"
READS = frozenset({"os.environ.get", "os.getenv"})
GETTERS = ("get_asgi_application", "get_wsgi_application")
SERVED = ("application", "app", "asgi_app", "asgi_application", "asgi")


@dataclass(frozen=True)
class Write:
    """A place that writes an environment variable, or only reads it as if that were writing."""

    how: str  # "setdefault", "assign", "update" or "read"
    key: ast.expr
    value: ast.expr | None
    node: ast.expr | ast.stmt
    step: Step | None


def is_getter(name: str) -> bool:
    """Tell whether a dotted name is Django's function that makes the application, or a double."""
    return name.rpartition(".")[2] in GETTERS


def is_set_up(file: Parsed, node: ast.AST) -> bool:
    """Tell whether a node is a call that sets Django up, also by way of a function here."""
    name = file.called(node)
    if is_getter(name) or name in {"django.setup", "configurations.setup"}:
        return True
    own = file.functions.get(name)
    return own is not None and any(
        is_getter(file.called(part)) or file.called(part) == "django.setup"
        for part in ast.walk(own)
    )


@lru_cache(maxsize=8)
def set_up(file: Parsed) -> Step | None:
    """Return the first statement that sets Django up, or may, or nothing."""
    for step in file.steps:
        if any(is_set_up(file, node) for node in step.expressions()):
            return step
        if isinstance(step.node, (ast.Import, ast.ImportFrom)):
            if any(may_set_up(module) for module in modules(step.node)):
                return step
        elif any(may_set_up(file.called(node)) for node in step.expressions()):
            return step
    return None


@lru_cache(maxsize=8)
def writes(file: Parsed) -> tuple[Write, ...]:
    """Return every write to the environment."""
    return tuple(each_write(file))


def each_write(file: Parsed) -> Iterator[Write]:
    """Yield every write to the environment, as it is found."""
    steps = {id(node): step for step in file.steps for node in step.expressions()}
    for node in file.nodes:
        step = steps.get(id(node))
        if isinstance(node, ast.Call):
            yield from write_of_call(file, node, step)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Subscript) and is_environ_item(file, target):
                    yield Write("assign", target.slice, node.value, node, step)


def is_environ_item(file: Parsed, node: ast.expr) -> bool:
    """Tell whether an expression is ``os.environ[...]``."""
    return isinstance(node, ast.Subscript) and file.dotted(node.value) == "os.environ"


def write_of_call(file: Parsed, node: ast.Call, step: Step | None) -> Iterator[Write]:
    """Yield the writes that a call makes."""
    name = file.called(node)
    value = node.args[1] if len(node.args) > 1 else None
    if name == "os.environ.setdefault" and node.args:
        yield Write("setdefault", node.args[0], value, node, step)
    elif name in READS and node.args:
        yield Write("read", node.args[0], value, node, step)
    elif name == "os.environ.update":
        for argument in node.args:
            if isinstance(argument, ast.Dict):
                for key, value in zip(argument.keys, argument.values, strict=True):
                    if key is not None:
                        yield Write("update", key, value, node, step)
        for word in node.keywords:
            if word.arg:
                yield Write("update", ast.Constant(word.arg), word.value, node, step)


@lru_cache(maxsize=8)
def settings_writes(file: Parsed) -> tuple[Write, ...]:
    """Return the writes of ``DJANGO_SETTINGS_MODULE``."""
    return tuple(one for one in writes(file) if one.how != "read" and file.text(one.key) == KEY)


def alike(one: str, other: str, least: float = 0.8) -> bool:
    """Tell whether two names are so alike that one is meant for the other."""
    return one != other and SequenceMatcher(None, one.lower(), other.lower()).ratio() >= least


def served(file: Parsed) -> str:
    """Return the name that a server is told, as far as the file shows it, or ``""``."""
    bound = set(file.assigned) | set(file.functions) | set(file.imports) | set(file.classes)
    return next((name for name in SERVED if name in bound), "")


def is_wsgi_file(file: Parsed) -> bool:
    """Tell whether the name of the file says WSGI."""
    name = file.filename.replace("\\", "/").rpartition("/")[2].lower()
    return "wsgi" in name


@lru_cache(maxsize=8)
def routers(file: Parsed) -> tuple[tuple[ast.Call, ast.Dict], ...]:
    """Return each ``ProtocolTypeRouter`` that is given its dictionary, and the dictionary."""
    calls = [call for call, name in file.calls if name.rpartition(".")[2] == "ProtocolTypeRouter"]
    tables = [(call, file.value(call.args[0])) for call in calls if call.args]
    return tuple((call, table) for call, table in tables if isinstance(table, ast.Dict))


def entries(file: Parsed, table: ast.Dict) -> dict[str, ast.expr]:
    """Return what a router does for each protocol that is written out."""
    pairs = zip(table.keys, table.values, strict=True)
    named = {file.text(key): value for key, value in pairs if key is not None}
    return {name: value for name, value in named.items() if name is not None}


__all__ = [
    "KEY",
    "Write",
    "alike",
    "entries",
    "import_steps",
    "is_getter",
    "is_set_up",
    "is_wsgi_file",
    "routers",
    "served",
    "set_up",
    "settings_writes",
    "writes",
]
