"""Settings of the site. Paths here are relative to this file; the pages are in ``docs/``."""

import gc
import os
import platform
import sys
from doctest import DONT_ACCEPT_TRUE_FOR_1, ELLIPSIS
from importlib.metadata import version as version_of
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

# Paths ------------------------------------------------------------------------

ROOT = Path(__file__).resolve().parent
example_project = str(ROOT / "example_project")
sys.path[:0] = [str(ROOT), example_project]

from sphinx_ext.type_names import TypeNames  # noqa: E402 - found by the line above

# A build drops little of what it makes: to look for it less often saves a tenth of the time.
gc.set_threshold(1_000_000)

# Project ----------------------------------------------------------------------

project = "asgi.py, line by line"
author = "The asgi.py, line by line contributors"
project_copyright = "the contributors; code BSD-3-Clause, text CC BY 4.0"
# What the pages were built with: the pages are about Django, so its version is ours.
version = version_of("django")
release = f"Django {version} on Python {platform.python_version()}"

# Pages ------------------------------------------------------------------------

extensions = [
    # Sphinx's own.
    "sphinx.ext.autodoc",
    # Third-party; why each is here stands in pyproject.toml.
    "notfound.extension",
    "sphinx_autodoc_typehints",
    "sphinxext.opengraph",
    # This repository's.
    "sphinx_ext",
]
# Python's and Django's own names have no page on this site to link to.
nitpick_ignore_regex = [("py:.*", r"(?!by_hand|edit|pond|puddle|shore|sphinx_ext)[\w.]+")]
default_role = None
smartquotes = False  # Quotes in prose about code stay as they are typed.
autodoc_member_order = "bysource"
# Scope and Event are mappings like any other, so they stay as they are written out.
typehints_formatter = TypeNames("by_hand", ("Application", "Receive", "Send"))
typehints_use_signature = True
typehints_use_signature_return = True
typehints_document_rtype = False
# What pydantic, beneath a class of ours, would import for type checkers, and can do without.
suppress_warnings = ["sphinx_autodoc_typehints.guarded_import"]

# An address of an example's docstring is the reader's own machine.
linkcheck_ignore = [r"http://127\.0\.0\.1"]

# Doctests ---------------------------------------------------------------------

# Sphinx ignores the text of an exception by default; here the text is what readers search for.
doctest_default_flags = ELLIPSIS | DONT_ACCEPT_TRUE_FOR_1
doctest_show_successes = False

# The API pages import the example project; doctests and recordings start fresh Pythons instead.
# An assignment and no default: what your shell exports is about another project.
os.environ["DJANGO_SETTINGS_MODULE"] = "puddle.settings"
os.environ.pop("DATABASE_URL", None)
import django  # noqa: E402

django.setup()

# HTML -------------------------------------------------------------------------

html_theme = "furo"
html_title = project
# The blue of the mark, as dark and as light as links must be on the two backgrounds.
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#16608f", "color-brand-content": "#16608f"},
    "dark_css_variables": {"color-brand-primary": "#62b4ea", "color-brand-content": "#62b4ea"},
}
html_static_path = ["docs/_static"]
# What lab/build.mjs makes. Where it has not run, as under a plain sphinx-build, pages are without.
html_static_path += [made for made in ("build/widgets", "lab/dist") if (ROOT / made).is_dir()]
html_css_files = ["site.css"]
epub_css_files = ["book.css"]
html_favicon = "docs/_static/mark.svg"
pygments_style = "a11y-light"
pygments_dark_style = "a11y-dark"
html_show_sourcelink = False
html_copy_source = False
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", os.environ.get("SITE_URL", ""))
repository_url = os.environ.get("READTHEDOCS_GIT_CLONE_URL", os.environ.get("REPOSITORY_URL", ""))
notfound_urls_prefix = urlsplit(html_baseurl).path or "/"
nowhere = (ROOT / "docs/_templates/404.html").read_text(encoding="utf-8")
notfound_context = {
    "title": "There is no such page",
    "body": nowhere.replace("PREFIX/", notfound_urls_prefix),
}
ogp_site_url = html_baseurl
ogp_enable_meta_description = True
# Its own pictures need fonts that a build machine may lack, and matplotlib at every start.
sys.modules["sphinxext.opengraph._social_cards"] = SimpleNamespace(  # type: ignore[assignment]
    DEFAULT_SOCIAL_CONFIG={}, create_social_card=None
)
if html_baseurl:  # What names whole addresses: the picture of a shared link, the list of pages.
    ogp_image = "_static/card.png"
    ogp_image_alt = "Lines of asgi.py beside a pond, with the ripples of a stone"
    ogp_custom_meta_tags = [
        '<meta property="og:image:width" content="1200" />',
        '<meta property="og:image:height" content="630" />',
        '<meta name="twitter:card" content="summary_large_image" />',
    ]
    extensions.append("sphinx_sitemap")
    sitemap_url_scheme = "{link}"
    sitemap_excludes = ["404.html", "search.html", "genindex.html", "py-modindex.html"]
