"""The directives and builders of this site, one module each; this file only registers them."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

MODULES = ("fresh_doctest", "line_by_line", "not_run", "proofs", "recording", "sidebar", "theme")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up every module of the package; each has its own ``setup``."""
    for module in MODULES:
        app.setup_extension(f"{__name__}.{module}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
