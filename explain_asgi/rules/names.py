"""Rules about names: what is imported from where, and what is used without being there."""

import ast
import builtins
import difflib
import re
from collections.abc import Iterator

from explain_asgi.edits import alone, new_import, replaced, spelt_everywhere
from explain_asgi.entry_point import alike, is_getter
from explain_asgi.model import Edit
from explain_asgi.packages import import_steps, is_package
from explain_asgi.parsed import Parsed, Step, imported
from explain_asgi.rules.base import Hit, rule

# Where the names live that such a file imports; what Channels 4 and Django offer there.
HOMES = {
    "django.core.asgi": {"get_asgi_application"},
    "django.core.wsgi": {"get_wsgi_application"},
    "channels.routing": {"ProtocolTypeRouter", "URLRouter", "ChannelNameRouter"},
    "channels.auth": {"AuthMiddlewareStack", "AuthMiddleware"},
    "channels.security.websocket": {"AllowedHostsOriginValidator", "OriginValidator"},
}
HOME_OF = {name: home for home, names in HOMES.items() for name in names}
SOURCES = {"os": "import os", "django": "import django"} | {
    name: f"from {home} import {name}" for name, home in HOME_OF.items()
}
GIVEN = set(dir(builtins)) | {
    "__file__",
    "__name__",
    "__doc__",
    "__path__",
    "__package__",
    "__spec__",
    "__loader__",
    "__builtins__",
    "__annotations__",
    "__dict__",
    "__class__",
    "__qualname__",
    "__module__",
}


@rule("import-misspelt", "error", "import", "line-by-line/the-import.html")
def import_misspelt(file: Parsed) -> Iterator[Hit]:
    """An import misspells a name of Django or Channels, or looks for it in the wrong place."""
    for step, node in import_steps(file):
        if isinstance(node, ast.ImportFrom) and not node.level and not step.inside:
            module = node.module or ""
            for alias in node.names:
                home, name = meant(module, alias.name)
                if (home, name) != (module, alias.name):
                    error = "`ImportError`"
                    if module not in HOMES:
                        error = "`ModuleNotFoundError` or `ImportError`"
                    yield Hit(
                        node,
                        f"`{module}` has no `{alias.name}`: the import ends with {error}.",
                        f"Write `from {home} import {name}`.",
                        respelt(file, node, home, name),
                    )


def meant(module: str, name: str) -> tuple[str, str]:
    """Return the module and the name that an import surely means; what is right is unchanged."""
    if module in HOMES:
        near = [known for known in HOMES[module] if alike(known, name, 0.85)]
        elsewhere = HOME_OF.get(name, module)
        if near and name not in HOMES[module] and name not in HOME_OF:
            return module, near[0]
        return (elsewhere, name) if is_lost(module, elsewhere) else (module, name)
    root = module.partition(".")[0]
    if name in HOME_OF and root in {"django", "channels"} and HOME_OF[name].startswith(root):
        return HOME_OF[name], name
    return misspelt_module(module, name), name


def is_lost(module: str, home: str) -> bool:
    """Tell whether a name of one home cannot be had from the other."""
    return home != module and (module, home) != ("channels.security.websocket", "channels.routing")


def misspelt_module(module: str, name: str) -> str:
    """Return the home of a name, where a module is one letter or two away from it."""
    home = HOME_OF.get(name)
    return home if home and alike(home, module, 0.85) and not module.startswith(".") else module


def respelt(file: Parsed, node: ast.ImportFrom, home: str, name: str) -> tuple[Edit, ...]:
    """Return the edits that import the right name, where the line imports just one, and use it."""
    if len(node.names) != 1:
        return ()
    wrong, alias = node.names[0].name, node.names[0].asname
    written = replaced(file, node, f"from {home} import {name}" + (f" as {alias}" if alias else ""))
    if alias or wrong == name or not uses(file, wrong):
        return (written,)
    mended = spelt_everywhere(file, wrong, name)
    return (written, *mended) if mended and alone(file, node) else ()


def uses(file: Parsed, name: str) -> bool:
    """Tell whether a name is used in the file."""
    return any(isinstance(node, ast.Name) and node.id == name for node in file.nodes)


@rule("name-not-defined", "error", "import", "errors/lines.html")
def name_not_defined(file: Parsed) -> Iterator[Hit]:
    """A name is used that nothing has brought into the file, or not yet."""
    if file.stars:
        return
    first = first_bindings(file)
    told: set[str] = set()
    for step in file.steps:
        if step.conditional or isinstance(step.node, ast.ClassDef):
            continue
        for node in loads(step):
            at = first.get(node.id)
            if node.id not in told and (at is None or at > step.number):
                told.add(node.id)
                yield undefined(file, node, known_later=at is not None)


def first_bindings(file: Parsed) -> dict[str, int]:
    """Return the number of the first statement that may bind each name; -1 for any inner one."""
    found: dict[str, int] = dict.fromkeys(GIVEN, -1)
    for step in file.steps:
        for name in bound_by(step):
            found[name] = min(found.get(name, step.number), step.number)
    return found


NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs,
         ast.MatchStar)  # fmt: skip


def bound_by(step: Step) -> set[str]:
    """Return every name that a statement, or what it holds, may bind."""
    node = step.node
    names = {
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)
    }
    for part in ast.walk(node):
        if isinstance(part, (ast.Import, ast.ImportFrom)):
            names |= {name for name, _ in imported(part)}
        elif isinstance(part, NAMED) and part.name:
            names.add(part.name)
        elif isinstance(part, ast.arg):
            names.add(part.arg)
        elif isinstance(part, (ast.Global, ast.Nonlocal)):
            names |= set(part.names)
    return names


def loads(step: Step) -> Iterator[ast.Name]:
    """Yield the names that a statement looks up while the file is imported, in reading order."""
    names = [
        node
        for node in step.expressions()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    ]
    notes = {
        id(part)
        for node in step.expressions()
        if isinstance(node, ast.AnnAssign)
        for part in ast.walk(node.annotation)
    }
    bodies = {
        id(part)
        for node in step.expressions()
        if isinstance(node, ast.Lambda)
        for part in ast.walk(node)
    }
    kept = [node for node in names if id(node) not in notes | bodies]
    return iter(sorted(kept, key=lambda node: (node.lineno, node.col_offset)))


def undefined(file: Parsed, node: ast.Name, known_later: bool) -> Hit:
    """Say what becomes of a name that is not there, and bring the usual ones."""
    error = f"The import ends with `NameError: name {node.id!r} is not defined`"
    if known_later:
        return Hit(
            node, f"{error}: it gets its value further down.", "Move that line above this one."
        )
    if node.id in SOURCES:
        source = SOURCES[node.id]
        return Hit(node, f"{error}.", f"Write `{source}` on top.", (new_import(file, source),))
    known = [*file.imports, *file.assigned][:100]
    near = difflib.get_close_matches(node.id, known, 1, 0.85)
    if near:
        return Hit(node, f"{error}.", f"Write `{near[0]}`.", (replaced(file, node, near[0]),))
    return Hit(node, f"{error}.", "Import it, or put quotes around what is meant as a text.")


@rule("setdefault-misspelt", "error", "import", "line-by-line/setdefault-misspelt.html")
def setdefault_misspelt(file: Parsed) -> Iterator[Hit]:
    """`os.environ.setdefault` is misspelt, or lacks its comma."""
    for step in file.steps:
        for node in step.expressions():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield from slip_of(file, node, node.func, file.called(node))


def slip_of(file: Parsed, node: ast.Call, func: ast.Attribute, name: str) -> Iterator[Hit]:
    """Yield what is wrong with one call of the environment."""
    base, _, method = name.rpartition(".")
    text = file.text(node.args[0]) if len(node.args) == 1 and not node.keywords else None
    if base == "os.environ" and method not in dir(dict) and alike("setdefault", method):
        yield Hit(
            node,
            f"`AttributeError: '_Environ' object has no attribute {method!r}`",
            "Write `setdefault`.",
            (renamed(file, func, "setdefault"),),
        )
    elif name == "os.setdefault":
        yield Hit(
            node,
            "`AttributeError: module 'os' has no attribute 'setdefault'`",
            "Write `os.environ.setdefault`.",
            (renamed(file, func, "environ.setdefault"),),
        )
    elif name == "os.environ.setdefault" and text is not None:
        parts = re.fullmatch(r"(DJANGO_SETTINGS_MODULE)[\s=:,;]*([\w.]+)", text)
        edit = (replaced(file, node.args[0], f'"{parts[1]}", "{parts[2]}"'),) if parts else ()
        yield Hit(
            node,
            "Name and value are one text here, so there is no value: "
            "`TypeError: setdefault() missing 1 required positional argument: 'value'`",
            "Put a comma between the name and the value.",
            edit,
        )


def renamed(file: Parsed, func: ast.Attribute, method: str) -> Edit:
    """Return the edit that gives a method another name."""
    return replaced(file, func, f"{file.segment(func.value)}.{method}")


@rule("placeholder", "error", "import", "errors/modules.html")
def placeholder(file: Parsed) -> Iterator[Hit]:
    """A name is left as the example had it."""
    for step, node in import_steps(file):
        names = [target for _, target in imported(node)]
        if isinstance(node, ast.ImportFrom) and node.module:
            names = ["." * node.level + node.module]
        for name in names:
            part = next((part for part in name.split(".") if is_placeholder(file, part)), "")
            if part and not step.inside:
                yield Hit(
                    node,
                    f"`{part}` stands for a name of your own: "
                    f"`ModuleNotFoundError: No module named {part!r}`",
                    "Put the name of your package there, or remove the line.",
                )


PLACEHOLDER = re.compile(
    r"your_?(django_?)?(app|project|module|package|site)(_?name)?", re.IGNORECASE
)


def is_placeholder(file: Parsed, part: str) -> bool:
    """Tell whether a part of a module's name is one that examples leave to the reader."""
    folders = file.filename.replace("\\", "/").split("/")
    return bool(PLACEHOLDER.fullmatch(part)) and part not in folders


__all__ = [
    "import_misspelt",
    "is_getter",
    "is_package",
    "name_not_defined",
    "placeholder",
    "setdefault_misspelt",
]
