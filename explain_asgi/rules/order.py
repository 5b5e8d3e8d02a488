"""Rules about what stands above what: the settings, the set-up, the project's own imports."""

import ast
from collections.abc import Iterator

from explain_asgi.edits import alone, free_name, inserted, lines_of_node, removed, replaced
from explain_asgi.entry_point import (
    KEY,
    Write,
    import_steps,
    is_getter,
    is_set_up,
    set_up,
    settings_writes,
    writes,
)
from explain_asgi.model import Edit
from explain_asgi.packages import needs_set_up
from explain_asgi.parsed import Parsed, Step, imported
from explain_asgi.rules.base import Hit, rule

NOT_READY = "AppRegistryNotReady: Apps aren't loaded yet."
NOT_NAMED = "ImproperlyConfigured: Requested setting {}, but settings are not configured."
NO_LOGGING = NOT_NAMED.format("LOGGING_CONFIG")
NOT_CONFIGURED = NOT_NAMED.format("INSTALLED_APPS")


@rule("import-above-setup", "error", "import", "errors/importing.html#apps-not-ready")
def import_above_setup(file: Parsed) -> Iterator[Hit]:
    """Project code is imported before Django is set up."""
    point = set_up(file)
    if not names_settings(file):
        return
    for step, node in import_steps(file):
        if point is not None and step.number >= point.number:
            return
        if not step.sheltered and (name := needs_set_up(node)):
            advice = "Move the import below the set-up."
            if point is None:
                advice = "Call `get_asgi_application()` first; nothing in this file sets Django up."
            yield Hit(node, why(file, step, name), advice, moved_below(file, step, point))


def names_settings(file: Parsed) -> bool:
    """Tell whether a file names settings, if only nearly; another has its set-up elsewhere."""
    return any("SETTING" in (file.text(one.key) or "") for one in writes(file))


def why(file: Parsed, step: Step, name: str) -> str:
    """Say how an import above the set-up ends."""
    above = any(one.step and one.step.number < step.number for one in settings_writes(file))
    error = f"`{NOT_READY}`"
    if not above:
        error = f"`{NOT_CONFIGURED}` Where `{KEY}` is set outside, it is {error}"
    return (
        f"`{name}` is imported before Django is set up. As soon as it leads to a model, a server "
        f"that loads this file ends with {error} "
        "Daphne's runserver sets Django up first, and hides it."
    )


def moved_below(file: Parsed, step: Step, point: Step | None) -> tuple[Edit, ...]:
    """Return the edits that move an import below the set-up, where that is a matter of lines."""
    node = step.node
    if point is None:
        return ()
    if step.inside or point.inside or not alone(file, node) or not alone(file, point.node):
        return ()
    if used_between(file, step, point):
        return ()
    lines = [silenced(lines_of_node(file, node)[0]), *lines_of_node(file, node)[1:]]
    if stands_alone(file, point.node):
        return removed(node), inserted((point.node.end_lineno or 0) + 1, "", *lines)
    return drawn_out(file, node, point.node, lines)


def used_between(file: Parsed, step: Step, point: Step) -> bool:
    """Tell whether a name that an import brings is used above the set-up."""
    assert isinstance(step.node, (ast.Import, ast.ImportFrom))  # noqa: S101 - for the types.
    names = {name for name, _ in imported(step.node)}
    between = file.steps[step.number + 1 : point.number]
    if not stands_alone(file, point.node):
        return any(names & names_in(one) for one in between)
    return any(names & names_in(one) for one in [*between, point])


def names_in(step: Step) -> set[str]:
    """Return the names that a statement uses."""
    return {node.id for node in step.expressions() if isinstance(node, ast.Name)}


def stands_alone(file: Parsed, node: ast.stmt) -> bool:
    """Tell whether a statement sets Django up and does nothing else but keep the result."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return True
    value = getattr(node, "value", None)
    return isinstance(value, ast.Call) and not value.args and is_set_up(file, value)


def drawn_out(file: Parsed, node: ast.stmt, point: ast.stmt, lines: list[str]) -> tuple[Edit, ...]:
    """Give the set-up a line of its own, with the import between it and what used both."""
    calls = [part for part in ast.walk(point) if is_getter(file.called(part))]
    name = free_name(file, "django_application", "django_asgi_app", "http_application")
    if len(calls) != 1 or not name:
        return ()
    call = calls[0]
    assert isinstance(call, ast.Call)  # noqa: S101 - only a call has a called name.
    above = inserted(point.lineno, f"{name} = {file.segment(call)}", "", *lines, "")
    return removed(node), above, replaced(file, call, name)


def silenced(line: str) -> str:
    """Tell the linter that an import stands below code on purpose."""
    return line if "#" in line else f"{line}  # noqa: E402"


@rule("model-above-setup", "error", "import", "line-by-line/imports.html")
def model_above_setup(file: Parsed) -> Iterator[Hit]:
    """The user model is asked for before Django is set up."""
    point = set_up(file)
    for step in file.steps[: point.number if point else 0]:
        for node in step.expressions():
            if file.called(node) == "django.contrib.auth.get_user_model" and not step.sheltered:
                assert isinstance(node, ast.Call)  # noqa: S101 - only a call has a called name.
                yield Hit(
                    node,
                    "`get_user_model()` needs the apps, which are not loaded yet: the "
                    f"import of this file ends with `{NOT_READY}` or `ImproperlyConfigured`.",
                    "Call it below the set-up.",
                )


@rule("settings-after-setup", "error", "import", "line-by-line/setdefault-misspelt.html")
def settings_after_setup(file: Parsed) -> Iterator[Hit]:
    """The settings are named below the line that needs them."""
    found = settings_writes(file)
    asked = next(((step, name) for step in file.steps if (name := asked_by(file, step))), None)
    if asked is None or not found or any(one.step is None for one in found):
        return
    point, name = asked
    if all(one.step and one.step.number > point.number for one in found):
        one = found[0]
        yield Hit(
            one.node,
            f"Django asks for the settings on line {point.node.lineno}, before "
            f"this line names them: `{NOT_NAMED.format(name)}`",
            "Move this line above that one.",
            moved_above(file, one, point),
        )


def asked_by(file: Parsed, step: Step) -> str:
    """Return the setting that a statement is the first to ask for, surely, or ``""``."""
    nodes = list(step.expressions())
    if step.sheltered or step.conditional:
        return ""
    if any(is_set_up(file, node) for node in nodes):
        return "LOGGING_CONFIG"
    read = [node for node in nodes if isinstance(node, ast.Attribute) and node.attr.isupper()]
    named = [node.attr for node in read if file.dotted(node.value) == "django.conf.settings"]
    return next(iter(named), "")


def moved_above(file: Parsed, one: Write, point: Step) -> tuple[Edit, ...]:
    """Return the edits that move a write of the settings above the set-up."""
    step = one.step
    if step is None or step.inside or point.inside or not alone(file, step.node):
        return ()
    bound = {
        name
        for other, node in import_steps(file)
        if other.number < point.number
        for name, _ in imported(node)
    }
    if not names_in(step) <= bound:
        return ()
    return removed(step.node), inserted(point.node.lineno, *lines_of_node(file, step.node), "")
