"""The rule about a choice of settings that falls through to development."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from explain_asgi.entry_point import KEY, is_environ_item, settings_writes
from explain_asgi.parsed import Parsed, executed
from explain_asgi.rules.base import Hit, rule
from explain_asgi.rules.settings_names import (
    ASKED,
    default_text,
    is_development,
    is_production,
    words,
)


@dataclass(frozen=True)
class Choice:
    """A place that chooses settings by the environment: what it asks, each answer, and the rest."""

    node: ast.expr | ast.stmt
    asked: ast.expr
    answers: tuple[str | None, ...]
    rest: str | None


@rule("environment-fails-open", "warning", "in silence", "grow/settings.html")
def environment_fails_open(file: Parsed) -> Iterator[Hit]:
    """An environment that is misspelt or missing falls through to development."""
    for one in choices(file):
        right = next((name for name in one.answers if name and is_production(name)), None)
        if right and one.rest and is_open(one.rest) and reads(file, one.asked):
            missing = "" if default_text(file, one.asked) else ", or none at all,"
            yield Hit(
                one.node,
                f"`{right}` is chosen by its exact name alone: one that is misspelt{missing} "
                f"leads to `{one.rest}`, and no error tells it.",
                f"Choose in `{KEY}` outside of the file, or refuse a name that is not known.",
            )


def is_open(module: str) -> bool:
    """Tell whether a module is one that production does not want, by its name."""
    return is_development(module) or bool(words(module) & {"settings", "base"})


def choices(file: Parsed) -> Iterator[Choice]:
    """Yield every place that chooses among settings."""
    inner = {id(node.orelse[0]) for node in file.nodes if isinstance(node, ast.If) and node.orelse}
    for node in file.nodes:
        if isinstance(node, ast.If) and id(node) not in inner:
            yield from choice_of_if(file, node)
        elif isinstance(node, ast.Match):
            yield choice_of_match(file, node)
    for one in settings_writes(file):
        value = file.value(one.value) if one.value else None
        if isinstance(value, ast.IfExp) and isinstance(value.test, ast.Compare):
            pair = (file.text(value.body),), file.text(value.orelse)
            yield Choice(value, value.test.left, *pair)
        elif isinstance(value, ast.Call):
            yield from choice_of_table(file, value)


def choice_of_if(file: Parsed, node: ast.If) -> Iterator[Choice]:
    """Yield what an ``if`` with its ``elif`` and ``else`` chooses among."""
    arms: list[ast.If] = [node]
    while len(arms[-1].orelse) == 1 and isinstance(arms[-1].orelse[0], ast.If):
        arms.append(arms[-1].orelse[0])
    if isinstance(node.test, ast.Compare) and isinstance(node.test.ops[0], (ast.Eq, ast.In)):
        answers = tuple(chosen_in(file, arm.body) for arm in arms)
        yield Choice(node, node.test.left, answers, chosen_in(file, arms[-1].orelse))


def choice_of_match(file: Parsed, node: ast.Match) -> Choice:
    """Return what a ``match`` chooses among."""
    rest = [case for case in node.cases if is_rest(case)]
    answers = tuple(chosen_in(file, case.body) for case in node.cases if case not in rest)
    return Choice(node, node.subject, answers, chosen_in(file, rest[0].body) if rest else None)


def is_rest(case: ast.match_case) -> bool:
    """Tell whether a ``case`` takes whatever is left."""
    pattern = case.pattern
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None and case.guard is None


def choice_of_table(file: Parsed, call: ast.Call) -> Iterator[Choice]:
    """Yield what a dictionary is asked for, with what it gives for any other name."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "get" or len(call.args) != 2:
        return
    table = file.value(call.func.value)
    if isinstance(table, ast.Dict):
        answers = tuple(file.text(value) for value in table.values)
        yield Choice(call, call.args[0], answers, file.text(call.args[1]))


def chosen_in(file: Parsed, body: list[ast.stmt]) -> str | None:
    """Return the settings module that a block chooses, if it is one and written out."""
    inside = {id(node) for statement in body for node in executed(statement)}
    found = [file.text(one.value) for one in settings_writes(file) if id(one.node) in inside]
    found += [
        file.text(node.value)
        for node in body
        if isinstance(node, ast.Assign)
        and any(isinstance(one, ast.Name) and one.id in chosen_names(file) for one in node.targets)
    ]
    return found[0] if len(found) == 1 else None


def chosen_names(file: Parsed) -> set[str]:
    """Return the names that the settings are taken from."""
    values = [one.value for one in settings_writes(file) if one.value]
    return {part.id for value in values for part in ast.walk(value) if isinstance(part, ast.Name)}


def reads(file: Parsed, node: ast.expr) -> bool:
    """Tell whether an expression asks the environment, also by way of a name or a method."""
    asked = file.value(node)
    inner = asked.func.value if is_method(asked) else asked  # type: ignore[attr-defined]
    parts = [asked, file.value(inner)]
    return any(file.called(part) in ASKED or is_environ_item(file, part) for part in parts)


def is_method(node: ast.expr) -> bool:
    """Tell whether an expression calls a method."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
