"""The directives and builders of this site, one module each; this file only registers them."""

import hashlib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

MODULES = (
    "audit",
    "book",
    "break_it",
    "budget",
    "changes",
    "claims",
    "diffs",
    "errors",
    "exercise",
    "explain",
    "fresh_doctest",
    "lab",
    "lab_parity",
    "lab_semantics",
    "line_by_line",
    "markdown",
    "measured",
    "not_run",
    "offline",
    "one_page",
    "policy",
    "progress",
    "proof_counts",
    "proofs",
    "quiz",
    "race",
    "recorder",
    "recording",
    "reference",
    "repository",
    "search",
    "server_matrix",
    "sidebar",
    "social",
    "theme",
)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up every module of the package; each has its own ``setup``."""
    # A change in this package has every page read again, and judged by the new rules.
    sources = sorted(Path(__file__).parent.rglob("*.py"))
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    app.add_config_value("sphinx_ext_sources", digest, "env", types=frozenset({str}))
    for module in MODULES:
        app.setup_extension(f"{__name__}.{module}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
