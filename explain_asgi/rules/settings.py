"""Rules about ``DJANGO_SETTINGS_MODULE``: its name, its value, and who chooses it."""

import ast
import re
from collections.abc import Iterator

from explain_asgi.edits import replaced
from explain_asgi.entry_point import (
    KEY,
    READS,
    Write,
    alike,
    is_environ_item,
    settings_writes,
    writes,
)
from explain_asgi.model import Edit
from explain_asgi.parsed import Parsed, executed
from explain_asgi.rules.base import Hit, rule
from explain_asgi.rules.order import NO_LOGGING

DEVELOPMENT = {"dev", "develop", "development", "devel", "local", "debug"}
PRODUCTION = {"prod", "production", "live", "deploy", "deployment", "release"}


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
    if value.startswith(".") or ".." in value or value.endswith("."):
        return f"`{value}` has a dot with nothing beside it, and Django imports the name as it is."
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
    return next((head for head in heads if re.search(r"[/\\:\s]", head)), value)


def mended(value: object) -> str:
    """Return the module that a wrong value surely means, or ``""``."""
    text = str(value or "").strip().removesuffix(".py").replace("\\", ".").replace("/", ".")
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
                f"What the service file or the shell says in `{KEY}` is overruled, "
                "and no error tells it: production runs with these settings.",
                "Write `os.environ.setdefault(...)`.",
                to_default(file, one),
            )


def is_for_one_environment(file: Parsed) -> bool:
    """Tell whether the name of the file says that it serves one environment on purpose."""
    name = file.filename.replace("\\", "/").rpartition("/")[2].removesuffix(".py")
    return bool(set(re.split(r"[_.-]", name.lower())) & (DEVELOPMENT | PRODUCTION | {"test"}))


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
        node = default_of(file, one.value)
        text = file.text(node)
        if one.step and not one.step.conditional and text and is_development(text):
            yield Hit(
                one.node,
                f"Where `{KEY}` is forgotten, a server runs with `{text}`, and no "
                "error tells it: most such modules have `DEBUG = True`.",
                "Let the default be production's, or a module that refuses to guess.",
            )


def default_of(file: Parsed, node: ast.expr | None) -> ast.expr | None:
    """Return what a value is where the environment says nothing."""
    if node is None:
        return None
    node = file.value(node)
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return default_of(file, node.values[-1])
    if file.called(node) in READS and isinstance(node, ast.Call):
        return default_of(file, node.args[1]) if len(node.args) > 1 else None
    if isinstance(node, ast.JoinedStr) and node.values:
        last = node.values[-1]
        return default_of(file, last.value) if isinstance(last, ast.FormattedValue) else last
    return node


def words(module: str) -> set[str]:
    """Return the words of the last part of a module's name."""
    last = module.rpartition(".")[2].lower()
    return {last, *last.split("_")} - {"local"} | ({last} & {"local"})


def is_development(module: str) -> bool:
    """Tell whether a module is for development, by its name."""
    return bool(words(module) & DEVELOPMENT)


@rule("environment-fails-open", "warning", "in silence", "grow/settings.html")
def environment_fails_open(file: Parsed) -> Iterator[Hit]:
    """An environment that is misspelt or missing falls through to development."""
    chosen = {
        id(node) for one in settings_writes(file) if one.value for node in [file.value(one.value)]
    }
    for node in file.nodes:
        if isinstance(node, ast.IfExp) and id(node) in chosen:
            pair = file.text(node.body), file.text(node.orelse)
        elif isinstance(node, ast.If) and node.orelse and not isinstance(node.orelse[0], ast.If):
            pair = chosen_in(file, node.body), chosen_in(file, node.orelse)
        else:
            continue
        if asks_for_a_word(file, node.test) and falls_open(*pair):
            yield Hit(
                node,
                f"Only one spelling leads to `{pair[0]}`; any other, and none at all, "
                f"leads to `{pair[1]}`, and no error tells it.",
                f"Choose in `{KEY}` outside of the file, or refuse a name that is not known.",
            )


def chosen_in(file: Parsed, body: list[ast.stmt]) -> str | None:
    """Return the settings module that a block chooses, if it is one and written out."""
    inside = {id(node) for statement in body for node in executed(statement)}
    texts = [file.text(one.value) for one in settings_writes(file) if id(one.node) in inside]
    names = [file.text(node.value) for node in body if isinstance(node, ast.Assign)]
    found = texts or [name for name in names if name and "." in name]
    return found[0] if len(found) == 1 else None


def asks_for_a_word(file: Parsed, test: ast.expr) -> bool:
    """Tell whether a condition compares the environment with one text."""
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], (ast.Eq, ast.In)):
        return False
    asked = [file.value(test.left)]
    asked += [
        part.func.value
        for part in asked
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)
    ]
    return any(
        file.called(file.value(part)) in READS or is_environ_item(file, part) for part in asked
    )


def falls_open(right: str | None, otherwise: str | None) -> bool:
    """Tell whether the one choice is production's, and the other is not."""
    if not right or not otherwise or not words(right) & PRODUCTION:
        return False
    return is_development(otherwise) or bool(words(otherwise) & {"settings", "base"})
