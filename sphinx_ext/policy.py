"""Gives every page a Content-Security-Policy, which the browser keeps to whatever a script does.

The policy stands in a ``<meta>``, since a site of plain files sends no headers of its own. Scripts
come from the site alone, inline ones by the hash of their text, and connections stay within it.
``make serve`` turns it off, because it puts a script into each page that reloads it.

What a ``<meta>`` cannot say stands in ``_headers``, which Netlify and Cloudflare Pages read.
"""

import base64
import hashlib
import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

# ``file:`` is for pages opened without a server: not every browser counts their folder as "self".
DIRECTIVES = {
    "default-src": "'self' file:",
    "script-src": "'self' file:",
    # Furo and docutils put style attributes into the pages, and CodeMirror a style sheet.
    "style-src": "'self' file: 'unsafe-inline'",
    "img-src": "'self' file: data:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self' file:",
}
# A worker that inherits the policy compiles Python's WebAssembly under it, where one is started.
COMPILES = "'wasm-unsafe-eval'"
STARTS_ONE = re.compile(r'src="[^"]*_static/(?:lab|recorder|explain|exercise)\.js')
# No other site shows the pages within its own, and what has a hash in its name stays the same.
HEADERS = """\
/*
  Content-Security-Policy: frame-ancestors 'self'
  Referrer-Policy: strict-origin-when-cross-origin
  X-Content-Type-Options: nosniff
/_static/lab-runtime-*
  Cache-Control: public, max-age=31536000, immutable
/_static/lab-chunks/*
  Cache-Control: public, max-age=31536000, immutable
"""
INLINE_SCRIPT = re.compile(r"<script>(.+?)</script>", re.DOTALL)
FIRST = '<meta charset="utf-8">'


def hash_of(script: str) -> str:
    """Return the source that allows exactly this text."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def policy_for(html: str) -> str:
    """Return the policy of a page with the inline scripts that its templates gave it."""
    hashes = sorted({hash_of(script) for script in INLINE_SCRIPT.findall(html)})
    rights = [COMPILES] if STARTS_ONE.search(html) else []
    sources = DIRECTIVES | {"script-src": " ".join([DIRECTIVES["script-src"], *rights, *hashes])}
    return "; ".join(f"{name} {value}" for name, value in sources.items())


def guarded(html: str) -> str:
    """Return the page with its policy, ahead of everything that the policy is about."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy_for(html)}">'
    return html.replace(FIRST, f"{FIRST}{meta}", 1)


def write_headers(app: Sphinx, error: Exception | None) -> None:
    """Write ``_headers`` once all pages are there."""
    if error is None and app.builder.name == "html" and app.config.content_policy:
        Path(app.outdir, "_headers").write_text(HEADERS, encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Let ``-D content_policy=0`` turn it off."""
    app.add_config_value("content_policy", default=True, rebuild="html", types=frozenset({bool}))
    app.connect("build-finished", write_headers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
