"""Every rule, in the order in which findings of one line are told."""

from explain_asgi.rules import (
    application,
    asking,
    choices,
    environment,
    lifespan,
    names,
    order,
    protocol,
    settings,
    websockets,
)
from explain_asgi.rules.base import Rule
from explain_asgi.rules.text import TEXT_RULES

MODULES = (
    names,
    order,
    settings,
    choices,
    application,
    asking,
    websockets,
    protocol,
    lifespan,
    environment,
)
CHECKED: tuple[Rule, ...] = tuple(
    {
        one.name: one
        for module in MODULES
        for one in vars(module).values()
        if isinstance(one, Rule)
    }.values()
)
RULES = (*TEXT_RULES, *CHECKED)
