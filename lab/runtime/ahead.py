"""Imports in a spare interpreter what its run will import, and hides it until then.

A run must not notice. So only what asks for no settings is imported, and then leaves `sys.modules`
and the attributes of its packages again; whoever imports it gets it, with all that it had imported
itself, as if it were loaded then.
"""

import builtins
import importlib
import importlib.machinery
import importlib.util
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec
from types import FrameType, ModuleType
from typing import Any

# What `import puddle.asgi` and the pages import, as far as it needs no settings.
ROOTS = """
asyncio inspect datetime decimal json logging.config unittest.mock doctest asgiref.sync
asgiref.local django.core.asgi django.core.handlers.asgi django.core.wsgi django.core.management
django.core.cache.backends.locmem django.core.checks.registry django.db.models
django.db.models.sql.compiler django.db.migrations.executor django.db.backends.sqlite3.base
django.forms django.forms.models django.template.backends.django django.template.loader_tags
django.templatetags.i18n django.urls django.views.generic django.views.decorators.http
django.views.debug django.middleware.security django.middleware.csrf django.middleware.common
django.middleware.clickjacking django.contrib.sessions.middleware
django.contrib.sessions.backends.db django.contrib.messages.middleware
django.contrib.messages.storage.fallback django.contrib.staticfiles.finders
django.contrib.staticfiles.storage django.contrib.admin.apps django.contrib.auth.apps
django.contrib.auth.hashers django.contrib.auth.password_validation
django.contrib.contenttypes.apps django.contrib.sessions.apps django.contrib.messages.apps
django.contrib.staticfiles.apps django.core.signing django.core.files.storage
django.core.handlers.wsgi channels.generic.websocket channels.layers channels.routing
channels.auth channels.security.websocket channels.testing
""".split()  # noqa: SIM905 - a list would be longer than the module.
SHORT = 0.03  # Seconds between two looks whether a run has come.
FILES = (importlib.machinery.SourceFileLoader, importlib.machinery.SourcelessFileLoader)


class Ahead:
    """What has been imported ahead: `step` until there is no more or a run comes, then `hide`."""

    def __init__(self) -> None:
        self.needs: dict[str, list[str]] = {}
        self.kept: dict[str, ModuleType] = {}
        self.before: frozenset[str] | None = None
        self.left = list(ROOTS)

    def step(self) -> bool:
        """Import for a moment; return whether there is more."""
        if self.before is None:
            self.before = frozenset(sys.modules)
        end = time.monotonic() + SHORT
        real = builtins.__import__
        builtins.__import__ = self._noting(real)
        sys.meta_path.insert(0, self)  # type: ignore[arg-type]
        try:
            while self.left and time.monotonic() < end:
                with suppress(Exception):  # The run imports it, or what is left of it.
                    importlib.import_module(self.left.pop(0))
        finally:
            builtins.__import__ = real
            sys.meta_path.remove(self)  # type: ignore[arg-type]
        return bool(self.left)

    def hide(self) -> None:
        """Let nothing of it be seen; `find_spec` hands it out."""
        if self.before is None:
            return
        new = [name for name in sys.modules if name not in self.before]
        self.kept = {name: sys.modules[name] for name in new if from_file(sys.modules[name])}
        for name, module in self.kept.items():
            package, _, last = name.rpartition(".")
            holder = self.kept.get(package) or sys.modules.get(package)
            if holder and vars(holder).get(last) is module:
                delattr(holder, last)
            del sys.modules[name]
        self.needs = {name: self._there(needs) for name, needs in self.needs.items()}
        self.before = None
        self.left.clear()
        sys.meta_path.insert(0, self)  # type: ignore[arg-type]

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find what is kept, once: whoever drops a module and imports it again gets a new one."""
        if self.before is not None:  # While `step` imports it is only noted.
            self._note(name)
            return None
        module = self.kept.pop(name, None)
        return module and ModuleSpec(name, Kept(module, self.needs.get(name, [])))

    def _there(self, names: list[str]) -> list[str]:
        """Return which of the names are modules, in their order: some were tried in vain."""
        return [name for name in dict.fromkeys(names) if name in self.kept]

    def _noting(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def noting(
            name: str, its: Any = None, local: Any = None, items: Any = (), level: int = 0
        ) -> Any:
            found = real(name, its, local, items, level)
            package = (its or {}).get("__package__") or ""
            whole = importlib.util.resolve_name("." * level + name, package) if level else name
            for each in (whole, *(f"{whole}.{item}" for item in items or ())):
                self._note(each)
            return found

        return noting

    def _note(self, name: str) -> None:
        """Note that the module whose body runs needs ``name``."""
        frame: FrameType | None = sys._getframe(2)
        while frame and frame.f_code.co_name != "<module>":
            frame = frame.f_back
        if frame:
            self.needs.setdefault(frame.f_globals["__name__"], []).append(name)


class Kept:
    """Loads a module that is there: it has to import only what the module imports."""

    def __init__(self, module: ModuleType, needs: list[str]) -> None:
        self.module, self.needs = module, needs
        self.own = dict(vars(module))

    def create_module(self, _spec: ModuleSpec) -> ModuleType:
        """Return the module."""
        return self.module

    def exec_module(self, module: ModuleType) -> None:
        """Import what it imported; what it had made of that, and its spec, stay its own."""
        for name in self.needs:
            if name not in sys.modules:
                importlib.import_module(name)
        vars(module).update(self.own)


def from_file(module: ModuleType) -> bool:
    """Return whether a module was read from a file, and not compiled into Python."""
    loader = getattr(getattr(module, "__spec__", None), "loader", None)
    return isinstance(loader, FILES) or type(loader).__name__ == "zipimporter"
