"""The sidebar of every page shows the pages as they are now."""

import re
import shutil

import pytest

from tests.conftest import SmallSite


def home(caption: str, *entries: str) -> str:
    """Return a home page with one toctree."""
    return f".. toctree::\n   :caption: {caption}\n\n" + "".join(f"   {e}\n" for e in entries)


def sidebar_of(site: SmallSite, page: str) -> str:
    """Build and return the sidebar of ``page``."""
    code, output = site.build()
    assert code == 0, output
    html = (site.root / f"build/html/{page}.html").read_text(encoding="utf-8")
    return html.partition('<div class="sidebar-tree">')[2].partition("</aside>")[0]


def written(site: SmallSite, page: str) -> int:
    """Return when ``page`` was written, in nanoseconds."""
    return (site.root / f"build/html/{page}.html").stat().st_mtime_ns


def test_a_page_that_did_not_change_gets_the_new_sidebar(small_site: SmallSite) -> None:
    """A new caption, a new name and a new page appear on the pages that stayed the same."""
    small_site.page("index", home("Understand", "pond"))
    small_site.page("pond", "Still.")
    assert "Understand" in sidebar_of(small_site, "pond")
    small_site.page("frog", "It leaps.")
    small_site.page("index", home("Compare", "The water <pond>", "A frog <frog>"))
    sidebar = sidebar_of(small_site, "pond")
    for words in ("Compare", "The water", "A frog"):
        assert words in sidebar
    assert "Understand" not in sidebar


def test_a_page_is_left_alone_when_the_sidebar_stays(small_site: SmallSite) -> None:
    """A change in the text of one page has that page written, and no other."""
    small_site.page("index", home("Understand", "pond", "frog"))
    small_site.page("pond", "Still.")
    small_site.page("frog", "It waits.")
    small_site.build()
    before = {page: written(small_site, page) for page in ("frog", "pond")}
    small_site.page("pond", "A ripple.")
    small_site.build()
    assert written(small_site, "frog") == before["frog"]
    assert written(small_site, "pond") > before["pond"]


TREE = {
    "index": home("Understand", "pond/index", "Django <https://www.djangoproject.com/>")
    + home("Compare", "frog", "All names <genindex>"),
    "pond/index": home("Below", "deep/index", "The ``edge`` & more <shore>"),
    "pond/shore": "Sand.",
    "pond/deep/index": "Dark\n----\n\n" + home("Deeper", "floor"),
    "pond/deep/floor": "Mud.",
    "frog": "It leaps.\n\nFar\n---\n\nHigh\n----\n",
}


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_the_tree_is_the_one_that_furo_makes(small_site: SmallSite, builder: str) -> None:
    """Every page is to the byte what it is without the part that makes the tree once for all."""
    for name, text in TREE.items():
        small_site.page(name, text)
    ours = pages_of(small_site, builder)
    module = small_site.root / "sphinx_ext/sidebar.py"
    kept, dropped = re.subn(r"\n.*connect\(\"html-page-context\".*", "", module.read_text("utf-8"))
    assert dropped == 2
    module.write_text(kept, encoding="utf-8")
    furos = pages_of(small_site, builder)
    assert len(ours) > len(TREE)
    assert 'class="toctree-l3 current current-page"' in "".join(furos.values())
    assert ours == furos


def pages_of(site: SmallSite, builder: str) -> dict[str, str]:
    """Build from nothing, and return the HTML of every page by its place."""
    shutil.rmtree(site.root / "build/doctrees", ignore_errors=True)
    shutil.rmtree(site.root / "build" / builder, ignore_errors=True)
    code, output = site.build(builder)
    assert code == 0, output
    folder = site.root / "build" / builder
    pages = folder.rglob("*.html")
    return {str(page.relative_to(folder)): page.read_text(encoding="utf-8") for page in pages}
