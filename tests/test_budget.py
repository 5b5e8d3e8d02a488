"""The budget of a page: what is counted, and that a page over it fails the build."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from sphinx_ext.budget import BUDGET, LARGER, weights

CONF = 'extensions, html_static_path, html_css_files = ["sphinx_ext.budget"], ["own"], ["own.css"]'


def noise(kibibytes: int) -> str:
    """Return text that packing leaves about as large."""
    letters = [chr(code) for code in range(0x4E00, 0x9E00)]
    return "".join(random.Random(1).choices(letters, k=kibibytes * 1024 // 2))  # noqa: S311


def built(
    make_app: Callable[..., SphinxTestApp], folder: Path, page: str, css: str, pages: int = 1
) -> str:
    """Build ``pages`` with a style sheet, and return the warnings."""
    names = ["index", *(f"page{number}" for number in range(1, pages))]
    files = {f"{name}.rst": f":orphan:\n\nPond\n====\n\n{page}\n" for name in names}
    files |= {"conf.py": CONF, "own/own.css": f"/*{css}*/"}
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    app = make_app("html", srcdir=folder, parallel=2)
    app.build()
    app.cleanup()
    return app.warning.getvalue()


def test_a_light_page_passes(make_app: Callable[..., SphinxTestApp], tmp_path: Path) -> None:
    """A page within its budget is built without a word."""
    assert built(make_app, tmp_path, "Wet.", "") == ""


@pytest.mark.parametrize(("kind", "page", "css"), [("html", 20, 0), ("css", 0, 30)])
def test_a_heavy_page_fails_the_build(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path, kind: str, page: int, css: int
) -> None:
    """Too much of one kind is a warning, and so an error, with the page, the kind and a remedy."""
    said = built(make_app, tmp_path, noise(page), noise(css))
    assert f"index: {kind} weighs" in said
    assert f"{BUDGET[kind]} allowed; make it lighter" in said


def test_what_another_process_writes_is_weighed(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path
) -> None:
    """Sphinx shares more than a few pages out among processes."""
    assert built(make_app, tmp_path, noise(20), "", pages=12).count("html weighs") == 12


def test_what_a_script_imports_at_once_is_weighed(tmp_path: Path) -> None:
    """A module counts once, whoever imports it; one that is imported later does not."""
    files = {
        "page.html": '<script src="a.js?v=1"></script><script src="b.js"></script>',
        "a.js": 'import{x}from"./parts/c.js";',
        "b.js": 'import "./parts/c.js"; import("./parts/later.js");',
        "parts/c.js": f'import"./d.js";/*{noise(3)}*/',
        "parts/d.js": f"/*{noise(5)}*/",
        "parts/later.js": f"/*{noise(50)}*/",
    }
    (tmp_path / "parts").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert 8 < weights(tmp_path, "page")["js"] / 1024 < 16


NEAR = 0.95  # Of the budget: a page more in every sidebar weighs some bytes on each page.


def test_each_kind_is_weighed(site: Path) -> None:
    """Every kind is found on a page, and an exception names a page that needs it, or soon will."""
    found = weights(site, "line-by-line/index")
    assert all(found[kind] > 0 for kind in BUDGET)
    for page, (larger, _reason) in LARGER.items():
        found = weights(site, page)
        assert all(found[kind] > NEAR * 1024 * BUDGET[kind] for kind in larger), page


def test_the_budgets_stand_on_a_page(site: Path) -> None:
    """A row for each kind, and a line for each page that may weigh more."""
    page = BeautifulSoup((site / "about/weight.html").read_text(encoding="utf-8"), "html.parser")
    cells = [cell.get_text(strip=True) for cell in page.select("table.budget tbody td")]
    assert [int(most) for most in cells[1::2]] == list(BUDGET.values())
    items = [item.text for item in page.select("#the-budget li")]
    assert len(items) == len(LARGER)
    assert all(reason in item for item, (_, reason) in zip(items, LARGER.values(), strict=True))
