"""Calls types by their names in the API, where autodoc would write them out whole."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any


# An object that can be compared and cached, as Sphinx wants the values of its configuration.
@dataclass(frozen=True)
class TypeNames:
    """What sphinx-autodoc-typehints asks how to write a type: the names of some, of one module."""

    module: str
    names: tuple[str, ...]

    def __call__(self, annotation: Any, _config: object = None) -> str | None:
        """Return the name of ``annotation``; nothing for a type that is none of these."""
        module = import_module(self.module)
        return next((name for name in self.names if getattr(module, name) == annotation), None)
