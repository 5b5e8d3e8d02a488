"""Rules about ``DJANGO_SETTINGS_MODULE``: its name, its value, and who chooses it."""

import ast
import re
from collections.abc import Iterator

from explain_asgi.edits import replaced
from explain_asgi.entry_point import (
    KEY,
    Write,
    alike,
    settings_writes,
    writes,
)
from explain_asgi.model import Edit
from explain_asgi.parsed import Parsed
from explain_asgi.rules.base import Hit, rule
from explain_asgi.rules.order import NO_LOGGING
from explain_asgi.rules.settings_names import (
    DEVELOPMENT,
    PRODUCTION,
    default_text,
    is_development,
)

ENVIRONMENTS = DEVELOPMENT | PRODUCTION | {"test"}


@rule("settings-variable-misspelt", "error", "import", "line-by-line/setdefault-misspelt.html")
def settings_variable_misspelt(file: Parsed) -> Iterator[Hit]:
    """The name of the variable is misspelt."""
    if any(file.text(node) == KEY for node in file.nodes if isinstance(node, ast.Constant)):
        return
    for one in writes(file):
        name = file.text(one.key) or ""
        if one.step and is_slip(name) and isinstance(one.key, ast.Constant):
            yield Hit(
                one.key,
                f"Django reads `{KEY}`, and nobody reads `{name}`: `{NO_LOGGING}` "
                "Where the variable is set outside, this line has no effect.",
                f"Write `{KEY}`.",
                renamed(file, one),
            )


def is_slip(name: str) -> bool:
    """Tell whether a name is nearly that of the variable; another real name is no slip."""
    letters = re.sub(r"[^A-Z]", "", name.upper())
    return name != KEY and (letters == KEY.replace("_", "") or alike(name, KEY, 0.93))


def renamed(file: Parsed, one: Write) -> tuple[Edit, ...]:
    """Return the edit that spells the variable right."""
    if one.how == "update" or not hasattr(one.key, "lineno"):
        return ()
    return (replaced(file, one.key, quoted(file, one.key, KEY)),)


def quoted(file: Parsed, node: ast.expr, text: str) -> str:
    """Return a text in the quotes that the file uses at a place."""
    mark = "'" if file.segment(node).endswith("'") else '"'
    return f"{mark}{text}{mark}"


@rule("settings-only-read", "error", "import", "line-by-line/setdefault-misspelt.html")
def settings_only_read(file: Parsed) -> Iterator[Hit]:
    """The variable is read where it should be written."""
    if settings_writes(file):
        return
    for one in writes(file):
        expression = one.step.node if one.step else None
        dropped = isinstance(expression, ast.Expr) and expression.value is one.node
        if dropped and one.how == "read" and file.text(one.key) == KEY and one.value is not None:
            yield Hit(
                one.node,
                f"This reads the variable and drops the answer: `{NO_LOGGING}`",
                "Write `os.environ.setdefault(...)`.",
                to_setdefault(file, one),
            )


def to_setdefault(file: Parsed, one: Write) -> tuple[Edit, ...]:
    """Return the edit that writes where the file reads."""
    call = one.node
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return ()
    base = file.segment(call.func.value)
    method = "setdefault" if call.func.attr == "get" else "environ.setdefault"
    return (replaced(file, call.func, f"{base}.{method}"),)


@rule("settings-value", "error", "import", "line-by-line/settings-module.html")
def settings_value(file: Parsed) -> Iterator[Hit]:
    """The value is not the name of a module."""
    for one in settings_writes(file):
        for node in values_of(one.value):
            fault = fault_of(node.value)
            if fault and not (one.how == "setdefault" and node.value is None and one.value is None):
                right = mended(node.value)
                edits = (replaced(file, node, quoted(file, node, right)),) if right else ()
                yield Hit(node, fault, advice_of(right), edits)


def values_of(node: ast.expr | None) -> list[ast.Constant]:
    """Return the texts that a value may be, as far as they are written out in one place."""
    match node:
        case ast.Constant():
            return [node]
        case ast.IfExp():
            return values_of(node.body) + values_of(node.orelse)
    return []


def fault_of(value: object) -> str:
    """Say what is wrong with a value, or nothing."""
    if value is None:
        return "`None` cannot stand in the environment: `TypeError: str expected, not NoneType`"
    if not isinstance(value, str) or "{" in value:
        return ""
    if not value:
        return f"An empty value is taken for none: `{NO_LOGGING}`"
    if value.startswith("."):
        return (
            "Nothing says what the first dot is relative to: `TypeError: the 'package' argument "
            f"is required to perform a relative import for {value!r}`"
        )
    if ".." in value or value.endswith("."):
        error = f"ModuleNotFoundError: No module named {unknown(value)!r}"
        return f"A dot has nothing beside it, and Django imports the name as it is: `{error}`"
    if re.search(r"[/\\:\s]|\.py$", value):
        return (
            "The value is the name of a module, as after `import`, and not a path or a file: "
            f"`ModuleNotFoundError: No module named {unknown(value)!r}`"
        )
    return ""


def unknown(value: str) -> str:
    """Return the name that Python looks for in vain: it imports part after part."""
    parts = value.split(".")
    heads = [".".join(parts[: count + 1]) for count in range(len(parts))]
    return next((head for head in heads if re.search(r"[/\\:\s]|\.$", head)), value)


def mended(value: object) -> str:
    """Return the module that a wrong value surely means, or ``""``."""
    text = str(value or "").strip().removesuffix(".py")
    if "/" not in text[1:]:  # A path from the root on may begin anywhere.
        text = text.removeprefix("/")
    text = re.sub(r"[\\/:]|\.\.+", ".", text).rstrip(".")
    return text if re.fullmatch(r"\w+(\.\w+)+", text) else ""


def advice_of(right: str) -> str:
    """Say what to write."""
    return (
        f"Write `{right}`." if right else "Write the module with the settings: `project.settings`."
    )


@rule("settings-assigned", "warning", "in silence", "line-by-line/setdefault.html")
def settings_assigned(file: Parsed) -> Iterator[Hit]:
    """The settings are assigned, so nobody can choose others from outside."""
    if is_for_one_environment(file):
        return
    for one in settings_writes(file):
        fixed_text = file.text(one.value) is not None
        if one.how == "assign" and one.step and not one.step.conditional and fixed_text:
            yield Hit(
                one.node,
                f"What the service file or the shell says in `{KEY}` is overruled, and "
                f"no error tells it: a server runs with `{file.text(one.value)}`.",
                "Write `os.environ.setdefault(...)`.",
                to_default(file, one),
            )


def is_for_one_environment(file: Parsed) -> bool:
    """Tell whether the name of the file says that it serves one environment on purpose."""
    name = file.filename.replace("\\", "/").rpartition("/")[2].removesuffix(".py")
    return bool(set(re.split(r"[_.-]", name.lower())) & ENVIRONMENTS)


def to_default(file: Parsed, one: Write) -> tuple[Edit, ...]:
    """Return the edit that makes a default of an assignment."""
    node = one.node
    if not isinstance(node, ast.Assign) or len(node.targets) != 1 or one.value is None:
        return ()
    target = node.targets[0]
    assert isinstance(target, ast.Subscript)  # noqa: S101 - the only kind that is found.
    base, key, value = (file.segment(part) for part in (target.value, target.slice, one.value))
    return (replaced(file, node, f"{base}.setdefault({key}, {value})"),)


@rule("development-default", "warning", "in silence", "grow/settings.html")
def development_default(file: Parsed) -> Iterator[Hit]:
    """The default is a settings module for development."""
    if is_for_one_environment(file):
        return
    for one in settings_writes(file):
        text = default_text(file, one.value)
        if one.step and not one.step.conditional and text and is_development(text):
            yield Hit(
                one.node,
                f"Where nothing outside of the file names another, a server runs with `{text}`, "
                "and no error tells it: most such modules have `DEBUG = True`.",
                "Let the default be production's, or a module that refuses to guess.",
            )
