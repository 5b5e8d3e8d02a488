"""Writes pages again when what they show of all the other pages has changed.

Sphinx writes only what has changed itself, and so would leave old counts, lists and sidebars.
What a build has shown is kept beside its doctrees, a file for each builder: the builders share
the doctrees, and ``make doctest`` writes no page.
"""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def note(env: BuildEnvironment, what: str) -> None:
    """Remember that the page which is being read shows ``what``."""
    env.metadata[env.docname][f"shows {what}"] = True


def every_page(env: BuildEnvironment) -> list[str]:
    """Return all pages, for what each of them shows."""
    return sorted(env.found_docs)


def last_time(file: Path) -> Any:
    """Return what a build has kept in ``file``, or nothing."""
    try:
        return pickle.loads(file.read_bytes())  # noqa: S301 - as Sphinx keeps its environment.
    except (OSError, EOFError, AttributeError, ImportError, pickle.UnpicklingError):
        return None


def watch(
    app: Sphinx,
    what: str,
    figures: Callable[[Sphinx], Any],
    pages: Callable[[BuildEnvironment], list[str]] | None = None,
) -> None:
    """Write ``pages``, or those that :func:`note` ``what``, if ``figures`` are new."""

    def showing(env: BuildEnvironment) -> list[str]:
        """Return the pages whose directive said so."""
        return [page for page in every_page(env) if f"shows {what}" in env.metadata[page]]

    def file(app: Sphinx) -> Path:
        """Return where the figures wait for the next build."""
        return Path(app.doctreedir, f"{app.builder.name}-{what}.pickle")

    def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the pages once all have been read, or none."""
        return [] if last_time(file(app)) == figures(app) else (pages or showing)(env)

    def keep(app: Sphinx, error: Exception | None) -> None:
        """Keep the figures once the pages are written."""
        if error is None:
            file(app).write_bytes(pickle.dumps(figures(app)))

    app.connect("env-updated", pages_to_write)
    app.connect("build-finished", keep)
