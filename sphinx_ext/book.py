"""Has ``make epub`` write a valid book: plain styles, no scripts, nothing for search engines.

Sphinx packs all that lies in the book's folder, gives a book what it gives a site, and leaves out
of its list of contents what ``epubcheck`` asks for.
"""

import re
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder
from sphinx.util.typing import ExtensionMetadata

# What readers of books understand; our other styles are for browsers.
STYLES = ("pygments.css", "epub.css", "book.css")
PAGE = re.compile(r'<item id="epub-\d+" href="([^"]+\.xhtml)"')
TURN = re.compile(r" *<itemref idref=.+\n")


class BookBuilder(Epub3Builder):
    """Sphinx's builder, with a list of contents as the format wants it."""

    def build_content(self) -> None:
        """Write the list, then mend it: a page stands in it once, and says that it draws."""
        for script in Path(self.outdir, "_static").glob("*.js"):
            script.unlink()  # Sphinx copies its own in any case.
        super().build_content()
        file = Path(self.outdir, "content.opf")
        file.write_text(self.mended(file.read_text(encoding="utf-8")), encoding="utf-8")

    def mended(self, content: str) -> str:
        """Return the list, valid."""
        turns: set[str] = set()

        def once(found: re.Match[str]) -> str:
            again = found[0] in turns
            turns.add(found[0])
            return "" if again else found[0]

        def said(found: re.Match[str]) -> str:
            page = Path(self.outdir, found[1]).read_text(encoding="utf-8")
            return f'{found[0]} properties="svg"' if "<svg" in page else found[0]

        return PAGE.sub(said, TURN.sub(once, content))


def clear(app: Sphinx) -> None:
    """Leave the files of the site out, and those of an older book."""
    if app.builder.name == "epub":
        app.config.html_static_path = ["docs/_static/book.css"]
        app.config.epub_exclude_files = [".buildinfo.bak"]
        shutil.rmtree(Path(app.outdir, "_static"), ignore_errors=True)


def plain(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Give a page of the book its styles alone; what describes a page to others is no XHTML."""
    if app.builder.name == "epub":
        styles = context["css_files"]
        context["css_files"] = [each for each in styles if str(each.filename).endswith(STYLES)]
        context["metatags"] = ""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come after every extension that adds something."""
    app.add_builder(BookBuilder, override=True)
    app.connect("builder-inited", clear, priority=900)
    app.connect("html-page-context", plain, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
