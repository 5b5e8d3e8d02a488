"""Writes a page again when what it shows of all the other pages has changed.

Sphinx writes only what has changed itself, and so would leave old counts and old lists behind.
A directive calls :func:`note`; the ``setup`` of its module says with :func:`watch` what it shows.
"""

from collections.abc import Callable
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def note(env: BuildEnvironment, what: str) -> None:
    """Remember that the page which is being read shows ``what``."""
    env.metadata[env.docname][f"shows {what}"] = True


def watch(app: Sphinx, what: str, figures: Callable[[Sphinx], Any]) -> None:
    """Write the pages that show ``what`` whenever ``figures`` are others than last time."""

    def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return those pages, once all pages have been read."""
        if not hasattr(env, "shown_in_overviews"):
            env.shown_in_overviews = {}  # type: ignore[attr-defined]
        before: dict[str, Any] = env.shown_in_overviews  # type: ignore[attr-defined]
        now = figures(app)
        if before.get(what) == now:
            return []
        before[what] = now
        return sorted(page for page in env.found_docs if f"shows {what}" in env.metadata[page])

    app.connect("env-updated", pages_to_write)
