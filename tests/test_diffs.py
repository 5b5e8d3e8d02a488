"""A diff names its files as the reader's copy does, and nothing of the machine that built it."""

from pathlib import Path

from bs4 import BeautifulSoup

from sphinx_ext.workspace import EXAMPLE_PROJECT
from tests.conftest import SmallSite

STATIC = """
.. literalinclude:: /../example_project/entrypoints/static.py
   :diff: /../example_project/puddle/asgi.py
"""


def test_no_folder_of_this_machine_is_shown(site: Path) -> None:
    """No page holds the folder in which the site was built."""
    pages = site.rglob("*.html")
    shown = [page.name for page in pages if str(EXAMPLE_PROJECT) in page.read_text("utf-8")]
    assert not shown


def test_a_diff_names_both_files(small_site: SmallSite) -> None:
    """The first two lines name the files from the example project on."""
    small_site.page("index", STATIC)
    code, output = small_site.build()
    assert code == 0, output
    html = (small_site.root / "build" / "html" / "index.html").read_text("utf-8")
    block = BeautifulSoup(html, "html.parser").select_one(".highlight-udiff pre")
    assert block
    assert block.get_text().splitlines()[:2] == ["--- puddle/asgi.py", "+++ entrypoints/static.py"]
